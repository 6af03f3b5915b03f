"""The screens without a browser: entry, report, errors, empty states, session-only cache."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
import smallprint
import smallprint_apps
import streamlit as st
from smallprint.documents import Document
from smallprint.report import FIXED_SENTENCE, Report
from smallprint_apps import state
from streamlit.testing.v1 import AppTest

APPS = Path(smallprint_apps.__file__).parent
PASSPORT = "CONTRACT. The office keeps your passport until the contract ends. The worker may not leave the compound after work."


@pytest.fixture
def screen() -> AppTest:
    return AppTest.from_file(str(APPS / "pages" / "inspect_text.py"), default_timeout=60).run()


def _html(app: AppTest) -> str:
    return "\n".join(element.proto.body for element in app.get("html"))


def _press(app: AppTest, label: str) -> AppTest:
    button = next(b for b in app.button if b.label == label)
    button.click().run()
    assert not app.exception
    return app


def _paste(app: AppTest, text: str) -> AppTest:
    app.text_area(key="pasted").set_value(text)
    return _press(app, "Read the text")


def test_first_screen_offers_three_ways(screen: AppTest) -> None:
    assert [tab.label for tab in screen.tabs] == ["Paste a text", "Open a file", "Try a sample"]
    assert "not stored" in _html(screen)
    assert not screen.exception


def test_pasted_text_gives_the_report(screen: AppTest) -> None:
    body = _html(_paste(screen, PASSPORT))
    assert FIXED_SENTENCE in body
    assert 'id="sp-mark-1"' in body
    assert "B01" in body


def test_empty_text_is_explained(screen: AppTest) -> None:
    assert "There is no text yet." in _html(_paste(screen, "   "))


def test_no_file_is_explained(screen: AppTest) -> None:
    assert "No file is chosen yet." in _html(_press(screen, "Read the file"))


def test_another_text_comes_back_to_the_entry_and_keeps_the_words(screen: AppTest) -> None:
    _press(_paste(screen, PASSPORT), "Read another text")
    assert screen.text_area(key="pasted").value == PASSPORT


def test_markup_in_the_text_stays_text(screen: AppTest) -> None:
    body = _html(_paste(screen, f"<script>alert(1)</script><img src=x onerror=alert(1)> {PASSPORT}"))
    assert "<script" not in body
    assert "<img" not in body
    assert "&lt;script&gt;" in body


def test_text_in_another_language_is_not_measurable(screen: AppTest) -> None:
    german = "Der Arbeitgeber behält den Reisepass des Arbeitnehmers bis zum Ende des Vertrages und zahlt den Lohn am Monatsende aus."
    body = _html(_paste(screen, german))
    assert "Not measurable, because" in body
    assert "This text was not judged." in body
    assert 'role="meter"' not in body


def test_honest_text_gets_no_clearance(screen: AppTest) -> None:
    body = _html(
        _paste(
            screen,
            "Kitchen helper wanted from June. The hotel pays your visa and your flight. You keep your own passport.",
        )
    )
    assert "No wording was counted." in body
    assert "not a clearance" in body


def test_sample_is_read(screen: AppTest) -> None:
    assert len(screen.selectbox) == 3
    _press(screen, "Read the sample")
    assert "sp-sentence" in _html(screen)


def test_without_samples_the_tab_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(state, "_SAMPLE_FOLDERS", (tmp_path / "none",))
    app = AppTest.from_file(str(APPS / "pages" / "inspect_text.py"), default_timeout=60).run()
    assert "No samples are installed here." in _html(app)


def test_considered_toggle_marks_more(screen: AppTest) -> None:
    _paste(screen, f"{PASSPORT} You keep your passport at all times. We never charge candidates any fee.")
    toggle = screen.toggle(key="with_considered")
    assert "sp-mark-c1" not in _html(screen).split("sp-considered-list")[0]
    toggle.set_value(True).run()
    assert 'id="sp-mark-c1"' in _html(screen)


@pytest.mark.parametrize(("name", "needle"), [("indicators", "sp-indicator-B01"), ("about", "It decides nothing")])
def test_other_screens(name: str, needle: str) -> None:
    app = AppTest.from_file(str(APPS / "pages" / f"{name}.py"), default_timeout=60).run()
    assert not app.exception
    assert needle in _html(app)


def test_indicator_search_has_an_empty_state() -> None:
    app = AppTest.from_file(str(APPS / "pages" / "indicators.py"), default_timeout=60).run()
    app.text_input(key="words").set_value("zebra").run()
    assert "No indicator has these words." in _html(app)


def test_own_fault_is_told_without_the_text(
    screen: AppTest, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(document: Document) -> Report:
        raise KeyError(document.text)

    monkeypatch.setattr(smallprint, "analyse", broken)
    with caplog.at_level(logging.DEBUG):
        body = _html(_paste(screen, f"{PASSPORT} secret-word"))
    assert "a fault in smallprint (KeyError)" in body
    assert "secret-word" not in body
    assert "secret-word" not in caplog.text


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    calls: list[str] = []
    real = smallprint.analyse

    def analyse(document: Document) -> Report:
        calls.append(document.sha256)
        return real(document)

    monkeypatch.setattr(smallprint, "analyse", analyse)
    yield calls
    st.cache_resource.clear()


def test_a_text_is_analysed_once(screen: AppTest, counted: list[str]) -> None:
    _paste(screen, f"{PASSPORT} You keep your passport at all times.")
    screen.run()
    screen.run()
    assert len(counted) == 1


def test_samples_are_found_and_readable() -> None:
    samples = state.find_samples()
    assert len(samples) >= 26
    assert all(sample.path.is_file() for sample in samples)
    assert len({sample.label for sample in samples}) == len(samples)
