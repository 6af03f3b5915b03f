"""Invented reports for the renderers: overlaps, considered mentions, not measurable, right-to-left, emoji, hostile text."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import pytest
from smallprint.evidence import Basis, BasisStatus, Cue, Finding, Polarity, Probability, Severity, TrackName
from smallprint.report import (
    DimensionStatus,
    DocumentInfo,
    IndicatorInfo,
    Level,
    Notice,
    Report,
    SchemeMapping,
    Status,
    TrackResult,
    Versions,
)

DECEPTION, COERCION = TrackName.DECEPTION, TrackName.COERCION

CONTRACT = """CONTRACT OF SERVICE (HOUSEHOLD)

1. The Employer, Harbour House Manpower, shall keep the Worker's passport and residence card in the office safe until the contract ends.
2. The recruitment cost of 1,900 USD is recovered from wages at 150 USD a month, and the Worker may not leave before it is paid.
3. The Worker stays inside the house after 21:00; going out on the rest day needs the sponsor's written permission.
4. No worker shall be asked to pay for the medical test. The Employer bears it.
5. Should the Worker run away, she will be reported to the police and sent home at her own cost.
"""
ADVERT = """🌟 URGENT HIRING 🌟 Data typing from home 💰💰
No experience, earn 900 USD a week!! Only pay 45 USD for registration kit, fully refundable.
Send passport copy & bank login to desk@offers.example ➡ start today ✅ 工作 🙂
"""
ARABIC = """عقد عمل
يحتفظ صاحب العمل بجواز سفر العامل حتى نهاية العقد (24 months).
Salary 900 SAR يدفع في نهاية كل شهر.
"""
HOSTILE = """<script>alert("x")</script> {{ 7 * 7 }} {% raw %} #[typst] #read("/etc/hosts") [bold red]pay[/bold red] $x^2$
=HYPERLINK("http://bad.example","pay") & <img src=x onerror=alert(1)> \x1b[31mred\x1b[0m \u202eesrever\u202c end
*bold* _it_ `code` @ref <label> // comment \\u{41} [/] :smile: %PDF
"""
CLEAN = "Kitchen helper wanted from June. The hotel pays your visa and flight. You keep your own passport.\n"

LAW = {
    "A01": (Basis("ILO C181 art. 7(1)", BasisStatus.RECALLED), Basis("20 CFR 655.135(j)", BasisStatus.VERIFIED)),
    "B01": (Basis("ILO C189 art. 9(c)", BasisStatus.VERIFIED), Basis("18 USC 1592", BasisStatus.SECONDARY)),
}
TITLES = {
    "A01": ("upfront_fee", "Fee charged to the jobseeker", Severity.HIGH),
    "A06": ("offplatform_personal_contact", "Messaging app or personal mail only", Severity.LOW),
    "A07": ("sensitive_data_early", "Bank or identity data before an interview", Severity.HIGH),
    "B01": ("document_retention", "Identity papers kept", Severity.CRITICAL),
    "B02": ("debt_bondage_deduction", "Recruitment debt worked off", Severity.CRITICAL),
    "B05": ("movement_restriction", "Locked in, curfew or leave pass", Severity.CRITICAL),
    "B07": ("excessive_hours_no_rest", "Excess hours or no rest day", Severity.HIGH),
    "B10": ("no_copy_or_unreadable_contract", "No copy or unknown language", Severity.MEDIUM),
    "B15": ("denunciation_threat", "Threat of police or deportation", Severity.CRITICAL),
}


def indicator(code: str) -> IndicatorInfo:
    slug, title, severity = TITLES[code]
    return IndicatorInfo(
        id=code,
        slug=slug,
        title=title,
        severity=severity,
        meaning=f"The wording says: {title.lower()}. It matters because it can bind a person to the work.",
        not_proof="It does not show that the clause was ever applied, nor that anyone intended harm.",
        do_not_flag=("papers inspected and handed back", "a fee that the employer refunds"),
        next_steps=("Ask to see receipts and the signed copy.", "Speak with the worker alone, with an interpreter."),
        maps_to=(SchemeMapping("delphi", "D5", "confiscation of documents", "strong", True),),
        basis=LAW.get(code, ()),
    )


def finding(text: str, code: str, quote: str, **changes: object) -> Finding:
    start = text.index(quote)
    slug, _, severity = TITLES[code]
    plain = Finding(
        indicator=code,
        slug=slug,
        track=COERCION if code.startswith("B") else DECEPTION,
        start=start,
        end=start + len(quote),
        quote=quote,
        polarity=Polarity.IMPOSES,
        severity=severity,
        sources=(f"rule:{code}.1", "model"),
        because=(Cue(start, start + len(quote.split()[0]), quote.split()[0], "action"),),
        basis=LAW.get(code, ()),
        probability=Probability(0.95),
        support=Probability(0.93),
        line=text.count("\n", 0, start) + 1,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def track(
    level: Level, p: float | None = None, low: float = 0.0, high: float = 0.0, reason: str | None = None
) -> TrackResult:
    if p is None:
        return TrackResult(None, level, None, None, reason)
    flagged = level in (Level.MODERATE, Level.STRONG)
    return TrackResult(flagged, level, Probability(p), (low, high), resemblance=Probability(p / 2))


def report(  # noqa: PLR0913 - one place for all that a report may hold
    name: str,
    text: str,
    findings: Sequence[Finding] = (),
    considered: Sequence[Finding] = (),
    *,
    tracks: Mapping[TrackName, TrackResult] | None = None,
    language: str | None = "en",
    kind: str = "ad",
    notices: Sequence[Notice] = (),
    source: str | None = None,
    pages: int = 1,
) -> Report:
    codes = dict.fromkeys(f.indicator for f in (*findings, *considered))
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    no_signal = {t: track(Level.NONE, 0.01, 0.0, 0.04) for t in TrackName}
    return Report(
        id=name,
        text=text,
        document=DocumentInfo(digest, len(text), language, kind, pages, source),
        tracks=tracks or no_signal,
        findings=tuple(findings),
        considered=tuple(considered),
        dimensions=(
            DimensionStatus(
                "delphi", "D1", "Deceptive recruitment", Status.NOT_MET, (), ("2 strong, or 1 strong and 1 other",)
            ),
            DimensionStatus(
                "delphi", "D5", "Coercion at destination", Status.MET, ("confiscation of documents (strong)",), ()
            ),
            DimensionStatus(
                "delphi",
                "D6",
                "Abuse of vulnerability at destination",
                Status.NOT_MEASURABLE,
                (),
                ("facts outside the text",),
            ),
        ),
        notices=tuple(notices),
        versions=Versions("0.1.0", "sha256:" + "ab" * 32, "linear-en 1"),
        indicators={code: indicator(code) for code in codes},
        next_steps=("Preserve the text as it was received.", "Check the company and licence registers.")
        if findings
        else (),
    )


def contract_report() -> Report:
    t = CONTRACT
    return report(
        "contract-7",
        t,
        [
            finding(t, "B01", "shall keep the Worker's passport and residence card", page=1),
            finding(
                t, "B02", "recovered from wages at 150 USD a month, and the Worker may not leave before it is paid"
            ),
            finding(t, "B05", "the Worker may not leave before it is paid"),
            finding(t, "B05", "stays inside the house after 21:00"),
            finding(t, "B05", "going out on the rest day needs the sponsor's written permission", probability=None),
            finding(t, "B15", "reported to the police and sent home", probability=Probability(0.999)),
            finding(t, "B10", "sent home at her own cost"),
        ],
        [
            finding(
                t,
                "A01",
                "asked to pay for the medical test",
                polarity=Polarity.PROHIBITS,
                reason='the text forbids it ("no worker shall").',
            )
        ],
        tracks={
            DECEPTION: track(Level.WEAK, 0.31, 0.18, 0.46),
            COERCION: track(Level.STRONG, 0.97, 0.91, 0.99),
        },
        kind="contract",
        source="harbour-house-contract.pdf",
        pages=2,
        notices=[Notice("L04", "A clause sends the reader to house rules that are not in this document.", 0, 8)],
    )


def advert_report() -> Report:
    t = ADVERT
    return report(
        "ad-17",
        t,
        [
            finding(t, "A01", "pay 45 USD for registration kit"),
            finding(t, "A07", "Send passport copy & bank login"),
            finding(t, "A06", "desk@offers.example"),
        ],
        tracks={
            DECEPTION: track(Level.STRONG, 0.998, 0.95, 1.0),
            COERCION: track(Level.NOT_MEASURABLE, reason="Because the text is too short."),
        },
        notices=[Notice("L02", "Emoji stand between the words.")],
    )


def arabic_report() -> Report:
    t = ARABIC
    quote = "يحتفظ صاحب العمل بجواز سفر العامل"
    unmeasured = track(Level.NOT_MEASURABLE, reason="the language (Arabic) is not supported")
    return report(
        "rtl-1",
        t,
        [finding(t, "B01", quote)],
        tracks=dict.fromkeys(TrackName, unmeasured),
        language="ar",
        kind="contract",
    )


def hostile_report() -> Report:
    t = HOSTILE
    return report(
        "=cmd|' /C calc'!A0",
        t,
        [
            finding(t, "A01", '=HYPERLINK("http://bad.example","pay")'),
            finding(t, "A06", "[bold red]pay[/bold red]", because=(Cue(0, 1, "<b>[/]#{{x}}", "<i>role"),)),
            finding(t, "A07", '<script>alert("x")</script> {{ 7 * 7 }}'),
        ],
        [
            finding(
                t,
                "B07",
                "\x1b[31mred\x1b[0m \u202eesrever",
                polarity=Polarity.QUOTED,
                reason="+<b>quoted</b> #[x] {{y}}",
            )
        ],
        source='<img src=x>"&.txt',
        notices=[Notice("<N>", "{{ notice }} #[n] [red]x[/red]")],
        language='x" onload="y',
    )


def clean_report() -> Report:
    return report("clean-1", CLEAN)


def empty_report() -> Report:
    unmeasured = track(Level.NOT_MEASURABLE, reason="there is no text")
    return report("empty-1", "", tracks=dict.fromkeys(TrackName, unmeasured), language=None, kind="unknown")


def long_report() -> Report:
    """About 60 pages with three findings far apart."""
    filler = "".join(
        f"{n}. The parties meet each month to go through the work plan and the hours sheet of the month before.\n"
        for n in range(1, 1900)
    )
    t = f"{filler[:80_000]}\nThe Manager keeps all passports in the safe.\n{filler[80_000:150_000]}\nWages are kept until year end.\n{filler[150_000:]}"
    findings = [finding(t, "B01", "keeps all passports", page=25), finding(t, "B07", "Wages are kept", page=48)]
    return report("long-1", t, findings, kind="contract", pages=60, source="long.pdf")


BUILDERS: Mapping[str, Callable[[], Report]] = {
    "contract": contract_report,
    "advert": advert_report,
    "arabic": arabic_report,
    "hostile": hostile_report,
    "clean": clean_report,
    "empty": empty_report,
}


@pytest.fixture(params=sorted(BUILDERS))
def any_report(request: pytest.FixtureRequest) -> Report:
    """Each of the invented reports in turn."""
    return BUILDERS[request.param]()


@pytest.fixture
def contract() -> Report:
    return contract_report()


@pytest.fixture
def advert() -> Report:
    return advert_report()


@pytest.fixture
def arabic() -> Report:
    return arabic_report()


@pytest.fixture
def hostile() -> Report:
    return hostile_report()


@pytest.fixture
def clean() -> Report:
    return clean_report()


@pytest.fixture
def empty() -> Report:
    return empty_report()


@pytest.fixture
def long() -> Report:
    return long_report()


@pytest.fixture
def make_finding() -> Callable[..., Finding]:
    return finding


@pytest.fixture
def make_report() -> Callable[..., Report]:
    return report
