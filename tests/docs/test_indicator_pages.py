"""The generated indicator pages: fresh, complete, and safe against markup in the texts."""

from __future__ import annotations

import re
from functools import cache
from types import ModuleType

import pytest
from smallprint.indicators.schema import Example, Indicator

from tests.docs.loading import load_script


@cache
def script() -> ModuleType:
    return load_script("make_indicators")


@cache
def pages() -> dict[str, str]:
    return script().make_pages(script().read_indicators())


def item(**changes: object) -> Indicator:
    content = {
        "id": "A01", "slug": "some_slug", "title": "A title", "family": "deception", "status": "stable", "severity": "high",
        "track": "deception", "meaning": "What the wording says, in two sentences or so.", "not_proof": "What it does not show at all.",
        "do_not_flag": ["one", "two"], "next_steps": ["ask"], "maps_to": [{"scheme": "ilo", "code": "2", "label": "deception"}],
        "basis": [{"cite": "Some law art. 1", "status": "recalled"}],
        "match": [{"id": "A01.1", "what": "something is paid", "any": ["pay now"], "confidence": "high"}],
        "examples": {"flag": [{"register": "sms", "text": "hello [[pay now]] please"}],
                     "pass": [{"register": "sms", "why": "prohibits", "text": "never pay now"}]},
    }  # fmt: skip
    return Indicator.model_validate({**content, **changes})


def test_pages_are_fresh() -> None:
    folder = script().FOLDER
    shipped = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.md")}
    stale = sorted(name for name in pages() | shipped if pages().get(name) != shipped.get(name))
    assert stale == [], "run: python docs/make_indicators.py"


def test_every_indicator_has_a_page_and_a_row() -> None:
    items = script().read_indicators()
    assert len(pages()) == len(items) + 1
    linked = re.findall(r"\]\(([AB]\d\d_\w+\.md)\)", pages()["README.md"])
    assert sorted(linked) == sorted(name for name in pages() if name != "README.md")


def test_pages_are_the_same_twice() -> None:
    assert script().make_pages(script().read_indicators()) == pages()


def test_page_says_what_a_reader_needs() -> None:
    text = script().make_page(item())
    for part in (
        "What the wording says",
        "What it does not show at all.",
        "- one",
        "Some law art. 1",
        "recalled",
        "something is paid",
    ):
        assert part in text
    assert "- (SMS) hello <b>pay now</b> please" in text
    assert "never pay now<br>*the text forbids or denies it*" in text


def test_condition_of_a_delphi_mapping_is_told() -> None:
    entry = {
        "scheme": "delphi", "code": "D4", "label": "excessive hours", "strength": "medium", "condition": "only if there is no free choice",
    }  # fmt: skip
    assert "| medium | no: only if there is no free choice |" in script().make_page(item(maps_to=[entry]))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<b>fee</b> & more", "&lt;b&gt;fee&lt;/b&gt; &amp; more"),
        ("*urgent* pay_now | [x](y) `z`", r"\*urgent\* pay\_now \| \[x\](y) \`z\`"),
        ("# 100% legit\n- two", r"\# 100% legit<br>\- two"),
        ("~~no~~ fee $5", r"\~\~no\~\~ fee \$5"),
    ],
)
def test_texts_stay_texts(text: str, shown: str) -> None:
    assert script().escape(text) == shown


def test_marked_words_keep_their_neighbours() -> None:
    example = Example.model_validate({"register": "chat", "text": "hi\n[[pay 50]].\nok"})
    assert script()._marked(example) == "hi<br><b>pay 50</b>.<br>ok"


def test_old_pages_are_removed(tmp_path) -> None:
    (tmp_path / "A99_gone.md").write_text("old", encoding="utf-8")
    count = script().write_pages(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(pages())
    assert count == len(pages())
