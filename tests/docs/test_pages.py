"""The hand-written pages: links lead somewhere, examples run, names exist, lists agree with the program."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest
from smallprint.evidence import BasisStatus, Polarity
from smallprint.scoring.notices import INVENTED_ONLY

from tests.docs.loading import DOCS, ROOT

PAGES = sorted([*DOCS.rglob("*.md"), *(ROOT / f"{name}.md" for name in ("CONTRIBUTING", "CHANGELOG", "SECURITY"))])
OWN = [page for page in PAGES if page.parent.name != "indicators"]
LINK = re.compile(r"\]\(([^)\s]+)\)")


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def test_there_are_pages() -> None:
    assert {"limitations.md", "philosophy.md", "glossary.md", "architecture.md", "SECURITY.md"} <= {
        page.name for page in PAGES
    }


@pytest.mark.parametrize("page", OWN, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    for link in LINK.findall(re.sub(r"```.*?```|`[^`\n]*`", "", read(page), flags=re.DOTALL)):
        if link.startswith(("http://", "https://")):
            continue
        target, _, anchor = link.partition("#")
        found = (page.parent / target).resolve() if target else page
        assert found.exists(), link
        if anchor:
            assert anchor in map(_anchor, re.findall(r"^#+ (.+)$", read(found), flags=re.MULTILINE)), link


def _anchor(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


@pytest.mark.parametrize("page", OWN, ids=lambda page: str(page.relative_to(ROOT)))
def test_python_examples_run(page: Path) -> None:
    parser, runner = doctest.DocTestParser(), doctest.DocTestRunner()
    scope: dict[str, object] = {}
    for number, block in enumerate(re.findall(r"```python\n(.*?)```", read(page), flags=re.DOTALL)):
        test = parser.get_doctest(block, scope, f"{page.name} example {number + 1}", str(page), 0)
        runner.run(test, clear_globs=False)
        scope = test.globs
    assert runner.summarize(verbose=False).failed == 0


def test_the_examples_are_found() -> None:
    assert read(DOCS / "limitations.md").count("```python\n>>> ") == 2


@pytest.mark.parametrize(
    "page", [*OWN, DOCS / "indicators" / "README.md"], ids=lambda page: str(page.relative_to(ROOT))
)
def test_no_page_names_a_machine_path(page: Path) -> None:
    assert not re.search(r"(?<![\w.])/(?:work|tmp|home|root)\b", read(page))


@pytest.mark.parametrize("page", OWN, ids=lambda page: str(page.relative_to(ROOT)))
def test_make_targets_exist(page: Path) -> None:
    targets = set(re.findall(r"^([a-z0-9-]+):", read(ROOT / "Makefile"), flags=re.MULTILINE))
    named = re.findall(r"(?:`|^)make ([a-z][a-z0-9-]*)", read(page), flags=re.MULTILINE)
    assert set(named) <= targets


def test_limitations_list_the_indicators_written_from_invented_texts() -> None:
    text = read(DOCS / "limitations.md")
    (line,) = re.findall(r"^((?:[AB]\d\d, )+[AB]\d\d)\.$", text, flags=re.MULTILINE)
    assert set(line.split(", ")) == INVENTED_ONLY


def test_limitations_explain_every_mark_of_the_law() -> None:
    text = read(DOCS / "limitations.md")
    assert re.findall(r"^\| (\w+) \|", text.partition("## How well the law was checked")[2], flags=re.MULTILINE)[
        1:
    ] == list(BasisStatus)


def test_glossary_is_in_order_and_names_every_polarity() -> None:
    text = read(DOCS / "glossary.md")
    words = [word.lower() for word in re.findall(r"^\| ([^|]+?) \|", text, flags=re.MULTILINE)[1:]]
    assert words == sorted(words)
    assert all(f"`{polarity}`" in text for polarity in Polarity)


@pytest.mark.parametrize("page", OWN, ids=lambda page: str(page.relative_to(ROOT)))
def test_constants_named_exist(page: Path) -> None:
    code = "\n".join(read(file) for file in (ROOT / "nlp").rglob("*.py"))
    for name in re.findall(r"`([A-Z]{3,}_[A-Z_]+)`", read(page)):
        assert re.search(rf"^{name}\b", code, flags=re.MULTILINE), name


def test_every_decision_is_listed_and_has_its_three_parts() -> None:
    index = read(DOCS / "decisions" / "README.md")
    decisions = sorted((DOCS / "decisions").glob("0*.md"))
    assert LINK.findall(index) == [page.name for page in decisions]
    for page in decisions:
        assert read(page).startswith(f"# {page.name[:4]} ")
        assert re.findall(r"^\*\*(\w+)\.\*\*", read(page), flags=re.MULTILINE) == ["Context", "Decision", "Consequence"]
