"""Suite ``invariance``: words for who, where and in which money are swapped; no report may move by it (C111, see docs/philosophy.md)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from math import nan
from typing import Any

import numpy as np

from smallprint.annotation.records import read_corpus
from smallprint.documents.document import Document
from smallprint.evaluation.corpus import as_document
from smallprint.evaluation.suite import Cell, Context, FigureTable, SuiteResult
from smallprint.evidence import TrackName
from smallprint.report import Report
from smallprint.scoring.analysis import analyse

TITLE = "Invariance to who and where"
ABOUT = "Each word of a list is replaced by another of its kind, all else kept, and the report is made again."
MOST_TEXTS = 60
VARIANTS = 3
AIM = 0.01
NOTE = (
    "Shift: absolute change of a probability. Flip: a track changes between flagged, not flagged and not measurable. Findings: variants in "
    f"which other indicators are found. Aim: mean shift at most {AIM}, no flip. Amounts stay while their currency changes, so a swap of "
    "currency also changes what the pay is worth."
)
CYCLES: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "nationality": (
        ("Filipino", "Indian", "Nepali", "Kenyan", "Romanian", "Ukrainian", "Vietnamese", "Nigerian", "Mexican", "British"),
        ("Filipinos", "Indians", "Nepalis", "Kenyans", "Romanians", "Ukrainians", "Indonesians", "Nigerians", "Mexicans", "Pakistanis"),
    ),
    "sex": (
        ("he", "she"), ("his", "her"), ("him", "her"), ("himself", "herself"), ("man", "woman"), ("men", "women"), ("male", "female"),
        ("males", "females"), ("boys", "girls"), ("gentlemen", "ladies"), ("sir", "madam"), ("mr", "ms"),
    ),
    "person name": (
        ("Maria", "Ahmed", "Priya", "John", "Oksana", "Samuel", "Fatima", "Ivan", "Rosa", "Joseph", "Sunita", "Ali"),
        ("Santos", "Khan", "Sharma", "Smith", "Kovalenko", "Okafor", "Hassan", "Petrov", "Garcia", "Thapa", "Nguyen", "Mwangi"),
    ),
    "place": (
        ("Dubai", "Doha", "Riyadh", "Manila", "London", "Berlin", "Warsaw", "Nairobi", "Lagos", "Kathmandu", "Dhaka", "Bangkok"),
        ("Qatar", "Oman", "Kuwait", "Malaysia", "Singapore", "Poland", "Germany", "Italy", "Nepal", "India", "Kenya", "Ghana"),
    ),
    "religion": (
        ("Muslim", "Christian", "Hindu", "Buddhist", "Sikh", "Catholic"),
        ("Muslims", "Christians", "Hindus", "Buddhists", "Sikhs", "Catholics"),
        ("mosque", "church", "temple"), ("Eid", "Easter", "Diwali", "Christmas"),
    ),
    "currency": (
        ("AED", "SAR", "QAR", "USD", "EUR", "GBP", "INR"), ("dollars", "euros", "dirhams", "riyals", "rupees", "pesos"), ("$", "€", "£"),
    ),
}  # fmt: skip
"""Words that may stand for each other, by attribute. Where a word is in two rows ("her"), the first one counts."""
TEXTS = (
    "Filipino and Nepali waiters wanted for a hotel in Dubai, salary AED 2,500, free room. Ask for Maria Santos at the front desk.",
    "The sponsor keeps the passport of the Kenyan maid until she has worked 2 years in Riyadh. Her phone stays with Mr Hassan.",
    "Male security guards for a mall in Doha, age 25 to 40. Pay QAR 1,800 a month plus overtime. Mail your papers to Ahmed Khan.",
    "Hiring now in Poland: Ukrainian and Indian packers, 900 euros a month. Pay 300 euros for the visa to Oksana before the interview.",
    "Data entry from home, no experience, $450 a day. Women and men welcome. Write to John Smith on Telegram and pay $60 to start.",
    "The employee may attend his church or mosque on the weekly rest day. Muslim and Christian holidays are given as the law provides.",
    "Nurses from Nigeria or Kenya: our clinic in Berlin pays EUR 3,100 gross, 30 days of leave, and bears the cost of the flight.",
    "If the worker leaves before the end of his contract he pays USD 4,000 to the agency in Manila, whatever the reason.",
    "Housekeeper for a Hindu family in London, live-in, £1,900 a month, one day off, own room. References of Mrs Sharma can be asked for.",
    "Girls and boys for promotion work in Bangkok, no papers needed, cash 500 dollars a week. Mr Ali meets you at the airport.",
    "Catholic school in Nairobi seeks a maths teacher. He or she works 40 hours a week; salary and pension follow the public scale.",
    "The men sleep on the site in Kuwait and may not go out without the permission of the foreman. Eid is the only free day.",
)
"""Invented ads and clauses; their words of the lists are the slots."""


@dataclass(frozen=True, slots=True)
class Shift:
    """How one variant differs from its text: change of each probability (``None`` = not measurable in both), flips, findings."""

    text: str
    by_track: Mapping[TrackName, float | None]
    flips: int
    has_other_findings: bool


def suite(context: Context) -> SuiteResult:
    """Every attribute on invented texts and on corpus texts that contain words of its lists."""
    folder, absent = context.annotations / "corpus", []
    if not context.model.encoder:
        absent.append("the model has no encoder: rules and linear classifier are measured")
    own = [Document(text, id=f"invented-{n}") for n, text in enumerate(TEXTS, 1)]
    pool: list[Document] = []
    if all((folder / part / f"{s}.jsonl").is_file() for part in ("clauses", "documents") for s in ("dev", "test")):
        corpus = read_corpus(folder, splits=("dev", "test"))
        pool = [as_document(t) for _, t in corpus.all_clauses()] + [as_document(t) for _, t in corpus.all_documents()]
    else:
        absent.append(f"no corpus at {folder}: invented texts of this suite only")
    figures = {}
    for attribute in CYCLES:
        texts = choose(own, pool, attribute, seed=context.seed)[: context.limit]
        figures[attribute] = summarise(list(_shifts(texts, attribute, context)), len(texts))
    return SuiteResult("invariance", TITLE, ABOUT, tables=(_table(figures),), absent=tuple(absent), figures=figures)


def choose(own: Sequence[Document], pool: Sequence[Document], attribute: str, *, seed: int) -> list[Document]:
    """The texts with a word of the attribute: all own ones, then a seeded sample of the pool up to 60."""
    word, _ = _words(attribute)
    first, others = ([d for d in part if word.search(d.text)] for part in (own, pool))
    order = np.random.default_rng(seed).permutation(len(others))
    return [*first, *(others[i] for i in order)][:MOST_TEXTS]


def substitute(text: str, attribute: str, shift: int) -> str:
    """The text with every word of the attribute replaced by the one ``shift`` places on in its row (never by itself), in its case."""
    word, places = _words(attribute)

    def other(match: re.Match[str]) -> str:
        row, at = places[match[0].lower()]
        return _in_case(row[(at + 1 + (shift - 1) % (len(row) - 1)) % len(row)], match[0])

    return word.sub(other, text)


@lru_cache(maxsize=len(CYCLES))
def _words(attribute: str) -> tuple[re.Pattern[str], Mapping[str, tuple[tuple[str, ...], int]]]:
    places: dict[str, tuple[tuple[str, ...], int]] = {}
    for row in CYCLES[attribute]:
        for at, word in enumerate(row):
            places.setdefault(word.lower(), (row, at))
    longest = sorted(places, key=lambda w: (-len(w), w))
    whole = "|".join(re.escape(w) for w in longest if w.isalpha())
    signs = "".join(re.escape(w) for w in longest if not w.isalpha())
    pattern = rf"(?<!\w)(?:{whole})(?!\w)" + (rf"|(?<![\w{signs}])[{signs}](?=\s?\d)" if signs else "")
    return re.compile(pattern, re.IGNORECASE), places


def _in_case(word: str, like: str) -> str:
    if like.isupper() and len(like) > 1:
        return word.upper()
    if like.islower():
        return word.lower()
    return word.capitalize() if word.islower() else word


def variants(text: str, attribute: str, *, seed: int) -> list[str]:
    """Up to three different variants of a text, shifts drawn by seed."""
    longest = max(map(len, CYCLES[attribute]))
    shifts = 1 + np.random.default_rng(seed).permutation(longest - 1)
    return list(dict.fromkeys(substitute(text, attribute, int(s)) for s in shifts))[:VARIANTS]


def _shifts(texts: Sequence[Document], attribute: str, context: Context) -> Iterator[Shift]:
    for number, document in enumerate(texts, 1):
        before = analyse(document, model=context.model)
        for variant in variants(document.text, attribute, seed=context.seed + number):
            yield compare(before, analyse(replace(document, text=variant), model=context.model))
        context.progress(f"invariance, {attribute}, text {number} of {len(texts)}")


def compare(before: Report, after: Report) -> Shift:
    """How two reports differ."""
    by_track: dict[TrackName, float | None] = {}
    for track in TrackName:
        a, b = before.tracks[track].probability, after.tracks[track].probability
        by_track[track] = abs(a.value - b.value) if a and b else None
    flips = sum(before.tracks[t].flagged is not after.tracks[t].flagged for t in TrackName)
    found = [sorted(f.indicator for f in report.findings) for report in (before, after)]
    return Shift(before.id, by_track, flips, found[0] != found[1])


def summarise(shifts: Sequence[Shift], texts: int) -> dict[str, Any]:
    """Figures of one attribute as plain values. ``aim met`` is ``None`` if nothing was measured."""
    figures: dict[str, Any] = {"texts": texts, "variants": len(shifts)}
    means, flips = [], sum(s.flips for s in shifts)
    for track in TrackName:
        values = [v for s in shifts if (v := s.by_track[track]) is not None]
        means.append(sum(values) / len(values) if values else nan)
        figures[f"{track.value} mean shift"] = means[-1]
        figures[f"{track.value} largest shift"] = max(values, default=nan)
    figures["flips"] = flips
    figures["findings"] = sum(s.has_other_findings for s in shifts)
    is_met = all(mean <= AIM for mean in means) and not flips
    figures["aim met"] = ("yes" if is_met else "no") if shifts else None
    figures["texts that flip"] = sorted({s.text for s in shifts if s.flips})
    return figures


def _table(figures: Mapping[str, Mapping[str, Any]]) -> FigureTable:
    shown = [name for name in next(iter(figures.values())) if name != "texts that flip"]
    rows: list[tuple[Cell, ...]] = [(attribute, *(row[name] for name in shown)) for attribute, row in figures.items()]
    return FigureTable("Shift of a report by swapped attribute", ("attribute", *shown), tuple(rows), NOTE)
