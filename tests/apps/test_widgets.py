"""The builders: every word is shown, none becomes markup, numbers match, nothing unmeasurable looks measured."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from app_reports import make_finding, make_report
from hypothesis import given
from hypothesis import strategies as st
from smallprint.evidence import Severity
from smallprint.indicators.catalogue import load_catalogue
from smallprint.render import Format
from smallprint.report import Report
from smallprint_apps.downloads import DOWNLOADS
from smallprint_apps.widgets.catalogue import build_catalogue, choose
from smallprint_apps.widgets.dimensions import build_background, build_dimensions, build_notices, build_versions
from smallprint_apps.widgets.findings import build_considered, build_findings
from smallprint_apps.widgets.highlight import build_legend, build_text
from smallprint_apps.widgets.tracks import build_tracks

ALLOWED_TAGS = {
    "a", "article", "b", "blockquote", "br", "caption", "details", "div", "h1", "h2", "h3", "h4", "li", "mark", "ol", "p", "q",
    "section", "small", "span", "summary", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip


class Page(HTMLParser):
    """Collects tags, attributes and text of a fragment."""

    def __init__(self, body: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(body)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return "".join(self.words)

    def ids(self) -> list[str]:
        return [value for _, attrs in self.tags if (value := attrs.get("id"))]

    def links(self) -> list[str]:
        return [value for tag, attrs in self.tags if tag == "a" and (value := attrs.get("href"))]


def _everything(report: Report) -> str:
    parts = (
        build_tracks(report), build_notices(report), build_background(report), build_text(report, with_considered=True),
        build_legend(report, with_considered=True), build_findings(report), build_considered(report), build_dimensions(report),
        build_versions(report),
    )  # fmt: skip
    return "".join(parts)


@pytest.mark.parametrize("name", ["report", "hostile", "clean", "unmeasured"])
def test_only_own_markup_and_no_event_handlers(name: str, request: pytest.FixtureRequest) -> None:
    page = Page(_everything(request.getfixturevalue(name)))
    assert {tag for tag, _ in page.tags} <= ALLOWED_TAGS
    assert not [key for _, attrs in page.tags for key in attrs if key.startswith("on")]
    assert all(link.startswith("#sp-") for link in page.links())


def test_hostile_text_is_shown_letter_by_letter(hostile: Report) -> None:
    page = Page(build_text(hostile, with_considered=True))
    shown = page.text.replace("<U+202E>", "\u202e")
    assert shown.replace("1onerror", "onerror") == hostile.text


def test_every_highlight_is_a_labelled_link_to_an_existing_finding(report: Report) -> None:
    text = Page(build_text(report, with_considered=True))
    chips = [attrs for tag, attrs in text.tags if tag == "a" and "sp-chip" in (attrs["class"] or "")]
    targets = {f"#{name}" for name in Page(build_findings(report) + build_considered(report)).ids()}
    assert [c["id"] for c in chips] == ["sp-mark-1", "sp-mark-2", "sp-mark-3", "sp-mark-c1"]
    assert all((c["aria-label"] or "").startswith("Finding ") for c in chips)
    assert set(text.links()) <= targets
    assert set(Page(build_findings(report)).links()) == {"#sp-mark-1", "#sp-mark-2", "#sp-mark-3"}


def test_ids_are_unique(report: Report) -> None:
    ids = Page(_everything(report)).ids()
    assert len(ids) == len(set(ids))


def test_overlap_is_marked_where_two_findings_meet(report: Report) -> None:
    body = build_text(report, with_considered=False)
    overlaps = re.findall(r'<mark class="[^"]*sp-overlap"[^>]*title="([^"]*)">', body)
    assert overlaps == ["Finding 1 and 2"]


def test_considered_wording_is_marked_only_on_request(report: Report) -> None:
    assert "sp-considered" not in build_text(report, with_considered=False)
    assert "sp-mark-c1" in build_text(report, with_considered=True)
    assert "considered" not in build_legend(report, with_considered=False)


def test_findings_are_grouped_by_severity_and_indicator(report: Report) -> None:
    page = Page(build_findings(report))
    headings = [words for words in page.words if words in {"Critical", "High", "Medium", "Low"}]
    assert headings == ["Critical", "High"]
    assert page.text.count("Fee for the job") == 1
    assert "What it does not show. It proves nothing." in page.text
    assert "not yet checked" in page.text
    assert "what is imposed: Pay" in page.text


def test_considered_says_why(report: Report) -> None:
    assert "Not counted: the worker keeps it." in Page(build_considered(report)).text


def test_not_measurable_is_never_a_number(unmeasured: Report) -> None:
    body = build_tracks(unmeasured)
    assert "%" not in body
    assert 'role="meter"' not in body
    assert Page(body).text.count("Not measurable, because the text is in German.") == 2


def test_bars_carry_words_and_interval(report: Report) -> None:
    body = build_tracks(report)
    assert body.count('aria-valuetext="97 %, likely between 90 and 99 %"') == 2
    assert "Strong signal" in body
    assert body.index("sp-sentence") > body.rindex('sp-number"')
    assert report.sentence in Page(body).text


def test_background_notices_are_kept_apart(report: Report) -> None:
    assert "The law differs" not in build_notices(report)
    assert "The law differs" in build_background(report)


@given(text=st.text(max_size=60), data=st.data())
def test_words_survive_any_text_and_any_findings(text: str, data: st.DataObject) -> None:
    bounds = data.draw(st.lists(st.tuples(st.integers(0, len(text)), st.integers(0, len(text))), max_size=4))
    quotes = [text[a:b] for a, b in bounds if a < b]
    report = make_report(text, [make_finding(text, q, "A01", Severity.LOW) for q in quotes])
    page = Page(build_text(report, with_considered=True))
    assert {tag for tag, _ in page.tags} <= {"div", "mark", "a"}
    letters = "".join(c for c in text if c.isascii() and c.isalpha())
    assert "".join(c for c in re.sub(r"<U\+[0-9A-F]+>", "", page.text) if c.isascii() and c.isalpha()) == letters


def test_file_names_are_plain(report: Report) -> None:
    names = [item.name(report) for item in DOWNLOADS]
    assert names[0].startswith("smallprint-ffer-v2-x-")
    assert [n.rpartition(".")[2] for n in names] == ["pdf", "html", "json"]
    assert all(re.fullmatch(r"[a-z0-9.-]+", name) for name in names)


def test_downloads_have_the_content_of_their_kind(report: Report) -> None:
    starts = {Format.PDF: b"%PDF", Format.HTML: b"<!doctype html", Format.JSON: b"{"}
    for item in DOWNLOADS:
        assert item.make(report)().lstrip().lower().startswith(starts[item.format].lower())


def test_catalogue_search_needs_every_word() -> None:
    indicators = load_catalogue().indicators.values()
    found = choose(indicators, words="B01 retention", family=None)
    assert "B01" in {i.id for i in found}
    assert len(found) < len(choose(indicators, words="retention", family=None)) or len(found) == 1
    assert not choose(indicators, words="b01 zebra", family=None)
    assert {i.family for i in choose(indicators, words="", family="coercion")} == {"coercion"}


def test_catalogue_shows_law_with_status_and_escapes() -> None:
    body = build_catalogue(load_catalogue().indicators.values())
    page = Page(body)
    assert {tag for tag, _ in page.tags} <= ALLOWED_TAGS
    assert "verify before citing" in page.text
    assert len(page.ids()) == len(load_catalogue().indicators)
