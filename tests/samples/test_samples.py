"""The program is held to every sample of ``corpora_samples``: what it must see and what it must leave alone."""

from __future__ import annotations

import functools
import importlib.util
import re
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import pytest
import smallprint
from smallprint.documents import read_document
from smallprint.evidence import TrackName
from smallprint.report import Report

SAMPLES = Path(__file__).parents[2] / "corpora_samples"
SUFFIXES = (".txt", ".md", ".pdf", ".docx", ".html", ".eml")


@dataclass(frozen=True, slots=True)
class Expected:
    """What ``<name>.expected.toml`` asks for."""

    title: str
    kind: str
    indicators: tuple[str, ...]
    deception: str | None = None
    coercion: str | None = None
    forbidden: tuple[str, ...] = ()
    allowed: tuple[str, ...] = ()
    only: bool = False
    quotes: tuple[tuple[str, str], ...] = ()


def _load(path: Path) -> Expected:
    raw = tomllib.loads(_expected_path(path).read_text(encoding="utf-8"))
    raw["quotes"] = tuple(raw.get("quotes", {}).items())
    return Expected(**{key: tuple(value) if isinstance(value, list) else value for key, value in raw.items()})


def _expected_path(path: Path) -> Path:
    return path.with_name(f"{path.stem}.expected.toml")


def _paths() -> list[Path]:
    folders = (SAMPLES / "abusive", SAMPLES / "lawful")
    return sorted(p for folder in folders for p in folder.iterdir() if p.suffix in SUFFIXES)


PATHS = _paths()
every_sample = pytest.mark.parametrize("path", PATHS, ids=[p.name for p in PATHS])


@functools.cache
def _report(path: Path) -> Report:
    return smallprint.analyse(read_document(path.read_bytes(), name=path.name, kind=_load(path).kind))


def _asserted(report: Report) -> set[str]:
    return {f.indicator for f in report.findings if f.is_asserted}


def _span(text: str, quote: str) -> tuple[int, int] | None:
    """Where ``quote`` stands, white space apart (a PDF breaks lines elsewhere)."""
    match = re.search(r"\s+".join(map(re.escape, quote.split())), text)
    return match.span() if match else None


@every_sample
def test_asserts_what_a_reader_must_see(path: Path) -> None:
    missing = set(_load(path).indicators) - _asserted(_report(path))
    assert not missing


@every_sample
def test_leaves_alone_what_is_not_there(path: Path) -> None:
    expected, report = _load(path), _report(path)
    may = {*expected.indicators, *expected.allowed}
    wrong = [
        f"{f.indicator}: {f.quote!r}"
        for f in report.findings
        if f.indicator in expected.forbidden or (expected.only and f.indicator not in may)
    ]
    assert not wrong


@every_sample
def test_findings_overlap_the_quoted_wording(path: Path) -> None:
    expected, report = _load(path), _report(path)
    for indicator, quote in expected.quotes:
        span = _span(report.text, quote)
        assert span, f"{quote!r} is not in the text that the reader returned"
        start, end = span
        hits = [f for f in report.findings if f.indicator == indicator and f.start < end and start < f.end]
        assert hits, f"no {indicator} on {quote!r}"


@every_sample
@pytest.mark.parametrize("track", list(TrackName))
def test_decides_each_track(path: Path, track: TrackName) -> None:
    wanted = _load(path).deception if track is TrackName.DECEPTION else _load(path).coercion
    if wanted is not None:
        assert _report(path).tracks[track].flagged is (wanted == "flagged")


@every_sample
def test_quotes_are_the_text(path: Path) -> None:
    report = _report(path)
    for finding in (*report.findings, *report.considered):
        assert report.text[finding.start : finding.end] == finding.quote


def test_collection_is_complete_and_balanced() -> None:
    assert all(_expected_path(p).is_file() for p in PATHS)
    assert len(list(SAMPLES.glob("*/*.expected.toml"))) == len(PATHS) >= 26
    lawful = sum(p.parent.name == "lawful" for p in PATHS)
    assert abs(2 * lawful - len(PATHS)) <= 2


@every_sample
def test_expected_file_agrees_with_its_folder(path: Path) -> None:
    expected = _load(path)
    assert bool(expected.indicators) == (path.parent.name == "abusive")
    assert {name for name, _ in expected.quotes} <= set(expected.indicators)


@functools.cache
def _maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_binaries", SAMPLES / "make_binaries.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", sorted(_maker().TARGETS))
def test_binaries_say_what_their_source_says(name: str) -> None:
    source = (SAMPLES / "sources" / f"{name}.md").read_text(encoding="utf-8")
    target = SAMPLES / _maker().TARGETS[name]
    words = re.sub(r"\W+", "", read_document(target.read_bytes(), name=target.name).text)
    for block in _maker().parse(source):
        if target.suffix != ".eml":
            assert re.sub(r"\W+", "", block.text) in words
