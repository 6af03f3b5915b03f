"""A runner for the command line, and an analysis that needs no model, so that these tests are about the command line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
import smallprint
from smallprint.cli import app
from smallprint.documents import Document
from smallprint.errors import CatalogueError, Problem
from smallprint.evidence import Finding, Polarity, Probability, Severity, TrackName
from smallprint.report import DocumentInfo, IndicatorInfo, Level, Report, TrackResult, Versions
from typer.testing import CliRunner, Result

LEVELS = {"HARD": Level.STRONG, "SOFT": Level.WEAK, "ODD": Level.NOT_MEASURABLE}
PROBABILITIES = {Level.STRONG: 0.97, Level.WEAK: 0.2, Level.NONE: 0.01}


def fake_analyse(document: Document) -> Report:
    """The first of the words HARD, SOFT, ODD in a text decides its level; CRASH raises; BROKEN means a broken catalogue."""
    if "CRASH" in document.text:
        raise ZeroDivisionError("deliberate")
    if "BROKEN" in document.text:
        raise CatalogueError("A01.toml", [Problem("match[0]", "wrong")])
    if "STOP" in document.text:
        raise KeyboardInterrupt
    level = next((found for word, found in LEVELS.items() if word in document.text), Level.NONE)
    probability = Probability(PROBABILITIES[level]) if level in PROBABILITIES else None
    track = TrackResult(
        level is Level.STRONG if probability else None, level, probability, None, None if probability else "why"
    )
    start = document.text.find("HARD")
    findings = () if start < 0 else (_finding(document.text, start),)
    return Report(
        id=document.id, text=document.text,
        document=DocumentInfo(document.sha256, len(document.text), document.language, document.kind, document.pages, document.source),
        tracks=dict.fromkeys(TrackName, track), findings=findings, considered=(), dimensions=(), notices=(),
        versions=Versions("0", "sha256:0", "none"), indicators={"B01": INFO} if findings else {},
    )  # fmt: skip


INFO = IndicatorInfo("B01", "papers", "Papers kept", Severity.HIGH, "m", "n", ("d",), ("s",), (), ())


def _finding(text: str, start: int) -> Finding:
    return Finding(
        "B01",
        "papers",
        TrackName.COERCION,
        start,
        start + 4,
        text[start : start + 4],
        Polarity.IMPOSES,
        Severity.HIGH,
        ("rule:B01.1",),
    )


@pytest.fixture
def faked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smallprint, "analyse", fake_analyse, raising=False)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


Run = Callable[..., Result]


@pytest.fixture
def run() -> Run:
    def call(*arguments: str | Path, stdin: str | bytes | None = None) -> Result:
        return CliRunner().invoke(app, [str(a) for a in arguments], input=stdin, prog_name="smallprint")

    return call


def write(folder: Path, files: Sequence[tuple[str, str]]) -> None:
    for name, text in files:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
