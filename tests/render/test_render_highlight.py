"""Fragments, lines and excerpts: nothing of the text is lost, every finding is visible, overlaps included."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st
from smallprint.evidence import Finding, Polarity, Severity, TrackName
from smallprint.render.highlight import find_excerpts, find_fragments, find_lines, find_marks
from smallprint.report import DocumentInfo, Report, Versions

TEXTS = st.text(st.sampled_from("ab \n\r\té🙂ع\u202e\u200b<"), max_size=60)


def plain_finding(text: str, start: int, end: int, *, asserted: bool) -> Finding:
    polarity = Polarity.IMPOSES if asserted else Polarity.UNCLEAR
    return Finding("A01", "fee", TrackName.DECEPTION, start, end, text[start:end], polarity, Severity.LOW, ())


@st.composite
def reports(draw: st.DrawFn) -> Report:
    """Any text with any spans: overlapping, equal, nested, without length, at the very end."""
    text = draw(TEXTS)
    offset = st.integers(0, len(text))
    spans = draw(st.lists(st.tuples(offset, offset).map(sorted), max_size=6))
    findings = [plain_finding(text, start, end, asserted=i % 2 == 0) for i, (start, end) in enumerate(spans)]
    return Report(
        "x", text, DocumentInfo("0", len(text), None, "ad", 1), {},
        tuple(f for f in findings if f.is_asserted), tuple(f for f in findings if not f.is_asserted),
        (), (), Versions("0", "0", "0"),
    )  # fmt: skip


@given(reports())
def test_joined_fragments_are_the_text(report: Report) -> None:
    fragments = find_fragments(report)
    assert "".join(f.text for f in fragments) == report.text
    assert all(report.text[f.start : f.end] == f.text and f.text for f in fragments)


@given(reports())
def test_a_fragment_lists_exactly_the_findings_that_cover_it(report: Report) -> None:
    marks = find_marks(report)
    for fragment in find_fragments(report):
        covering = {m.label for m in marks if m.finding.start <= fragment.start and fragment.end <= m.finding.end}
        assert {m.label for m in fragment.marks} == covering
        assert {m.label for m in (*fragment.asserted, *fragment.considered)} == covering


@given(reports())
def test_every_finding_opens_once_and_closes_once_also_in_lines(report: Report) -> None:
    expected = Counter(m.label for m in find_marks(report) if m.finding.start < m.finding.end)
    fragments = find_fragments(report)
    pieces = [f for line in find_lines(fragments) for f in line.fragments]
    for found in (fragments, pieces):
        assert Counter(m.label for f in found for m in f.opens) == expected
        assert Counter(m.label for f in found for m in f.closes) == expected


@given(reports())
def test_joined_lines_are_the_text_without_empty_lines_at_its_end(report: Report) -> None:
    lines = find_lines(find_fragments(report))
    joined = "\n".join("".join(f.text for f in line.fragments) for line in lines)
    assert report.text.startswith(joined)
    assert not report.text[len(joined) :].strip("\n")
    assert [line.number for line in lines] == list(range(1, len(lines) + 1))


@settings(max_examples=60)
@given(reports(), st.integers(0, 8), st.integers(0, 8))
def test_excerpts_hold_every_finding_and_count_what_is_left_out(report: Report, context: int, opening: int) -> None:
    excerpts = find_excerpts(report, context=context, opening=opening)
    opened = Counter(m.label for e in excerpts for line in e.lines for f in line.fragments for m in f.opens)
    assert opened == Counter(m.label for m in find_marks(report) if m.finding.start < m.finding.end)
    end = 0
    for excerpt in excerpts:
        assert excerpt.start - end == excerpt.skipped >= 0
        end = excerpt.end
    assert end <= len(report.text)


def test_marks_are_numbered_in_reading_order_and_considered_ones_apart(contract: Report) -> None:
    marks = find_marks(contract)
    assert [m.label for m in marks] == ["1", "2", "3", "4", "5", "6", "7", "c1"]
    starts = [m.finding.start for m in marks if m.asserted]
    assert starts == sorted(starts)


def test_overlap_is_a_fragment_of_its_own_with_the_highest_severity(contract: Report) -> None:
    overlap = next(f for f in find_fragments(contract) if f.text == "sent home")
    assert [m.label for m in overlap.marks] == ["6", "7"]
    assert overlap.severity is Severity.CRITICAL


def test_a_considered_fragment_has_no_severity(contract: Report) -> None:
    fragment = next(f for f in find_fragments(contract) if f.text == "asked to pay for the medical test")
    assert fragment.severity is None
    assert [m.label for m in fragment.considered] == ["c1"]


def test_a_finding_outside_the_text_covers_nothing(
    make_report: Callable[..., Report], make_finding: Callable[..., Finding]
) -> None:
    stray = make_finding("pay", "A01", "pay", start=50, end=60)
    fragments = find_fragments(make_report("x", "pay", [stray]))
    assert [(f.text, f.marks) for f in fragments] == [("pay", ())]


def test_excerpts_of_a_long_text_keep_line_numbers(long: Report) -> None:
    excerpts = find_excerpts(long, context=200)
    assert len(excerpts) == 2
    for excerpt, finding in zip(excerpts, long.findings, strict=True):
        holding = [n.number for n in excerpt.lines for f in n.fragments if f.marks]
        assert holding == [finding.line]
    assert sum(e.end - e.start for e in excerpts) < 3_000
