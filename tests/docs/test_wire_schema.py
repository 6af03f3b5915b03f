"""The page, the JSON Schema, the example and the program say the same."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from dataclasses import fields
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from smallprint import Document, analyse, read_document
from smallprint.evidence import Basis, BasisStatus, Cue, Finding, Polarity, Severity
from smallprint.report import (
    DimensionStatus,
    DocumentInfo,
    IndicatorInfo,
    Level,
    Notice,
    SchemeMapping,
    Status,
    TrackResult,
    Versions,
)

from tests.docs.loading import DOCS, ROOT, load_script

SCHEMA = json.loads((DOCS / "smallprint.report-1.schema.json").read_text(encoding="utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)
PAGE = (DOCS / "wire-schema.md").read_text(encoding="utf-8")
TYPES = {
    "document": DocumentInfo, "track": TrackResult, "cue": Cue, "basis": Basis, "mention": Finding,
    "dimension": DimensionStatus, "notice": Notice, "mapping": SchemeMapping, "indicator": IndicatorInfo, "versions": Versions,
}  # fmt: skip
HEADINGS = {
    "document": "document", "track": "tracks", "mention": "findings` and `considered", "cue": "because", "basis": "basis",
    "dimension": "dimensions", "notice": "notices", "indicator": "indicators", "mapping": "maps_to", "versions": "versions",
}  # fmt: skip
TEXTS = {
    "counted": Document("The Company keeps your passport and you may not leave the compound.", kind="contract"),
    "considered": Document("The Company never keeps your passport."),
    "clean": Document("We are looking for a baker. Forty hours a week, paid monthly, with paid leave."),
    "other language": Document(
        "Wir suchen eine Bäckerin für unsere Filiale in der Innenstadt, vierzig Stunden in der Woche."
    ),
    "too short": Document("ok"),
    "hidden characters": Document("Pay the regis\u200btration f\u200bee of 200 USD before the interview."),
    "awareness": Document("Beware of scams. Never pay a fee. Never hand over your passport.", kind="warning"),
    "unmeasurable": Document("The company keeps your passport.", unmeasurable="OCR was unsure of the words."),
}


def errors(wire: Any) -> list[str]:
    return [f"{error.json_path}: {error.message}" for error in VALIDATOR.iter_errors(wire)]


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("with_text", [False, True])
def test_real_reports_are_valid(name: str, with_text: bool) -> None:
    wire = json.loads(json.dumps(analyse(TEXTS[name]).to_wire(with_text=with_text)))
    assert errors(wire) == []


@pytest.mark.parametrize(
    "sample", ["abusive/advance_fee_offer.pdf", "abusive/gulf_domestic_contract.docx", "lawful/scam_warning_page.html"]
)
def test_reports_of_files_are_valid(sample: str) -> None:
    assert errors(json.loads(json.dumps(analyse(read_document(ROOT / "corpora_samples" / sample)).to_wire()))) == []


def test_the_texts_reach_what_they_are_for() -> None:
    wires = {name: analyse(text).to_wire() for name, text in TEXTS.items()}
    assert wires["counted"]["findings"]
    assert wires["considered"]["considered"]
    for name in ("other language", "too short", "unmeasurable"):
        assert wires[name]["tracks"]["coercion"]["level"] == "not_measurable"
        assert wires[name]["findings"] == wires[name]["considered"] == []


BREAKS: dict[str, tuple[tuple[Any, ...], Any]] = {
    "schema of another version": (("schema",), "smallprint.report/2"),
    "probability above 1": (("tracks", "coercion", "probability"), 1.2),
    "a measured track without a decision": (("tracks", "coercion", "flagged"), None),
    "not measurable with a number": (("tracks", "coercion", "level"), "not_measurable"),
    "unknown polarity": (("findings", 0, "polarity"), "asserts"),
    "a finding that does not count": (("findings", 0, "asserted"), False),
    "offset below 0": (("findings", 0, "start"), -1),
    "interval of one number": (("tracks", "deception", "interval"), [0.1]),
    "digest cut off": (("document", "sha256"), "abc"),
    "dimension of another name": (("dimensions", 0, "code"), "D7"),
}


@pytest.mark.parametrize("name", BREAKS)
def test_broken_reports_are_refused(name: str) -> None:
    wire = json.loads(json.dumps(analyse(TEXTS["counted"]).to_wire()))
    path, value = BREAKS[name]
    _set(wire, path, value)
    assert errors(wire)


def test_every_top_field_but_the_text_is_required() -> None:
    wire = json.loads(json.dumps(analyse(TEXTS["counted"]).to_wire()))
    for name in wire:
        short = copy.copy(wire)
        del short[name]
        assert errors(short), name


def _set(wire: Any, path: tuple[Any, ...], value: Any) -> None:
    for step in path[:-1]:
        wire = wire[step]
    wire[path[-1]] = value


@pytest.mark.parametrize("name", TYPES)
def test_schema_names_every_field(name: str) -> None:
    own = {field.name for field in fields(TYPES[name])} | ({"asserted"} if name == "mention" else set())
    assert set(SCHEMA["$defs"][name]["properties"]) == own
    assert set(SCHEMA["$defs"][name]["required"]) == own


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        (("mention", "polarity"), Polarity), (("mention", "severity"), Severity), (("basis", "status"), BasisStatus),
        (("track", "level"), Level), (("dimension", "status"), Status),
    ],
)  # fmt: skip
def test_schema_allows_exactly_the_values_of_the_program(path: tuple[str, str], kind: Any) -> None:
    assert SCHEMA["$defs"][path[0]]["properties"][path[1]]["enum"] == [member.value for member in kind]


@pytest.mark.parametrize("name", HEADINGS)
def test_page_describes_every_field(name: str) -> None:
    assert _documented(HEADINGS[name]) == list(SCHEMA["$defs"][name]["properties"])


def test_page_describes_every_top_field() -> None:
    assert _documented("report") == list(SCHEMA["properties"])
    assert _documented("report")[:-1] == list(analyse(TEXTS["clean"]).to_wire())


def _documented(heading: str) -> list[str]:
    """Names in the first column of the table under a heading, in order."""
    section = re.split(rf"^#+ `{re.escape(heading)}`$", PAGE, flags=re.MULTILINE)[1]
    return re.findall(r"^\| `(\w+)` \|", re.split(r"^#", section, flags=re.MULTILINE)[0], flags=re.MULTILINE)


def test_example_is_fresh_and_valid() -> None:
    script = load_script("make_wire_example")
    shipped = json.loads(script.FILE.read_text(encoding="utf-8"))
    made = json.loads(script.make_example())
    assert errors(shipped) == []
    assert list(_leaves(shipped)) == list(_leaves(made)), "run: python docs/make_wire_example.py"
    assert shipped["findings"]
    assert shipped["considered"]


def test_example_quotes_lie_where_it_says() -> None:
    script = load_script("make_wire_example")
    shipped = json.loads(script.FILE.read_text(encoding="utf-8"))
    for mention in (*shipped["findings"], *shipped["considered"]):
        assert script.ROW["text"][mention["start"] : mention["end"]] == mention["quote"]


def _leaves(value: Any, path: str = "$") -> Iterator[tuple[str, Any]]:
    """Every plain value with its path; numbers with a fraction to 3 places, as the last one may differ between machines."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _leaves(item, f"{path}.{key}")
    elif isinstance(value, list):
        yield path, len(value)
        for number, item in enumerate(value):
            yield from _leaves(item, f"{path}[{number}]")
    else:
        yield path, pytest.approx(value, abs=5e-4) if isinstance(value, float) else value
