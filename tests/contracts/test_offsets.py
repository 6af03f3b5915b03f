"""Half-open code-point offsets into the text the user sees: ``text[f.start:f.end] == f.quote``, whatever the text holds."""

import random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from smallprint.documents.document import Document
from smallprint.report import Report
from smallprint.scoring.analysis import analyse
from smallprint.scoring.reading import read

WORDS = (
    "the office keeps your passport until settlement . a registration fee of 500 USD is due before joining ; no never not "
    "we pay all visa costs worker must may leave salary deducted 14 hours daily seven days telegram @work wa.me/1 80,000 taka 16 years girls "
    "if anyone asks report it beware scam \n \n\n - (a) : ? ! 🙂 é ß 漢字 مرحبا पैसा p\u200bay f-e-e pаy рassport \u202e \u00ad ﬁne １００ 5% € ₹ \U0001f1eb\U0001f1ea \ud83d"
).split(" ")
ATOMS = st.one_of(st.sampled_from(WORDS), st.text(max_size=6), st.integers(0, 99_999).map(str))
TEXTS = st.lists(ATOMS, max_size=40).map(" ".join)


def check(report: Report, text: str) -> None:
    for finding in (*report.findings, *report.considered):
        assert 0 <= finding.start < finding.end <= len(text)
        assert text[finding.start : finding.end] == finding.quote
        for cue in finding.because:
            assert text[cue.start : cue.end] == cue.text
    for notice in report.notices:
        if notice.start is not None and notice.end is not None:
            assert 0 <= notice.start < notice.end <= len(text)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TEXTS)
def test_any_text_gives_a_report_with_true_quotes(text: str) -> None:
    report = analyse(Document(text, language="en"))
    check(report, text)
    report.to_wire(with_text=True)


def test_twenty_thousand_generated_inputs_neither_crash_nor_slip() -> None:
    """The road up to findings, on 20,000 short texts drawn from the vocabulary of the rules and from hostile characters."""
    draw = random.Random(17)
    mentions = 0
    for _ in range(20_000):
        text = " ".join(draw.choices(WORDS, k=draw.randint(0, 14)))
        for finding in read(Document(text, language="en")).mentions:
            assert text[finding.start : finding.end] == finding.quote
            mentions += 1
    assert mentions > 500  # the inputs do reach the rules


def test_hidden_characters_do_not_move_offsets() -> None:
    text = "Note: the off\u200bice ke\u00adeps your p\u0430ssport until the end."
    report = analyse(Document(text))
    (finding,) = [f for f in report.findings if f.indicator == "B01"]
    assert finding.quote == text[finding.start : finding.end]
    assert "\u200b" in finding.quote
    assert any(n.code == "L04" for n in report.notices)
