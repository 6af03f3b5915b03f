"""Reports for the screens as fixtures."""

from __future__ import annotations

import pytest
from app_reports import HOSTILE, TEXT, make_finding, make_report
from smallprint.evidence import Cue, Polarity, Severity
from smallprint.report import Report


@pytest.fixture
def report() -> Report:
    """Two overlapping findings, one alone, one considered."""
    findings = (
        make_finding(
            TEXT,
            "Pay 90 USD before",
            "A01",
            Severity.HIGH,
            because=(Cue(0, 3, "Pay", "action"), Cue(4, 10, "90 USD", "amount")),
        ),
        make_finding(TEXT, "90 USD before we send the visa", "A01", Severity.HIGH),
        make_finding(TEXT, "keeps your passport", "B01", Severity.CRITICAL),
    )
    left = make_finding(
        TEXT,
        "You keep your phone",
        "B06",
        Severity.CRITICAL,
        polarity=Polarity.WORKER_OPTION,
        reason="because the worker keeps it.",
    )
    return make_report(TEXT, findings, (left,))


@pytest.fixture
def hostile() -> Report:
    """A text that tries to be markup, with a finding across the markup."""
    finding = make_finding(HOSTILE, 'onerror="window.hacked=2"> keeps the passport', "B01", Severity.CRITICAL)
    return make_report(HOSTILE, (finding,))


@pytest.fixture
def clean() -> Report:
    """Nothing found."""
    return make_report("The hotel pays your visa.")


@pytest.fixture
def unmeasured() -> Report:
    """A text in a language that is not read."""
    return make_report("Der Pass bleibt im Büro.", measurable=False)
