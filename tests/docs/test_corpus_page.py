from tests.docs.loading import load_script


def test_the_corpus_page_is_fresh() -> None:
    script = load_script("make_corpus")
    assert script.FILE.read_text(encoding="utf-8") == script.make_page(), "run: make docs"
