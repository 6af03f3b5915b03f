"""The annotations that ship: whole, consistent, loadable by others, and without a word of any real text."""

import json
from functools import cache
from pathlib import Path

import pytest
from smallprint.annotation.counts import count_targets, shortfalls
from smallprint.annotation.gates import check_corpus
from smallprint.annotation.judgements import SETS, Judgement, measure, read_judgements
from smallprint.annotation.records import SPLITS, Clause, Corpus, read_corpus
from smallprint.annotation.standoff import StandoffLabel, read_standoff
from smallprint.cli import app
from typer.testing import CliRunner

ROOT = Path(__file__).parents[2]
ANNOTATIONS = ROOT / "annotations"


@cache
def corpus() -> Corpus:
    return read_corpus(ANNOTATIONS / "corpus")


@cache
def judgements(name: str) -> tuple[Judgement, ...]:
    return read_judgements(ANNOTATIONS / "agreement", name)


def test_the_plan_is_reached() -> None:
    assert list(shortfalls(corpus())) == []
    assert len(count_targets(corpus())) == 45


def test_every_gate_passes() -> None:
    failed = {
        r.gate: [f"{p.where}: {p.what}" for p in r.problems[:3]] for r in check_corpus(corpus()) if r.passed is False
    }
    assert failed == {}


def test_enough_was_judged_twice() -> None:
    assert len(judgements("clauses")) >= 1500
    assert len(judgements("documents")) >= 80
    assert len(judgements("standoff")) >= 100


def test_the_whole_test_split_of_written_clauses_was_judged_twice() -> None:
    judged = {j.id for j in judgements("clauses")}
    assert [c.id for c in corpus().clauses["test"] if c.target and c.id not in judged] == []


def test_annotators_agree_on_clauses() -> None:
    figures = measure(judgements("clauses"))
    assert figures.partial_f1 >= 0.85
    assert figures.polarity_kappa >= 0.85


@pytest.mark.parametrize("name", SETS)
def test_gold_is_what_ships(name: str) -> None:
    shipped = {row.id: row.spans for rows in (corpus().all_clauses(), corpus().all_documents()) for _, row in rows}
    shipped |= {label.id: label.spans for label in read_standoff(ANNOTATIONS / "standoff")}
    assert [j.id for j in judgements(name) if set(j.gold) != set(shipped[j.id])] == []


@pytest.mark.parametrize("name", SETS)
def test_raw_judgements_fit_their_texts(name: str) -> None:
    lengths = {row.id: len(row.text) for rows in (corpus().all_clauses(), corpus().all_documents()) for _, row in rows}
    for j in judgements(name):
        assert all(s.end <= lengths.get(j.id, 10**6) for s in (*j.first, *j.second))


def test_stand_off_labels_carry_no_text() -> None:
    labels = read_standoff(ANNOTATIONS / "standoff")
    assert len(labels) >= 400
    assert sum(label.sample == "fraudulent" for label in labels) >= 200
    assert "text" not in StandoffLabel.model_fields
    assert len({label.id for label in labels}) == len(labels)


def test_records_use_every_field_of_the_card() -> None:
    row = json.loads((ANNOTATIONS / "corpus/clauses/train.jsonl").read_text(encoding="utf-8").split("\n")[0])
    names = {f.alias or name for name, f in Clause.model_fields.items()}
    assert set(row) == names


@pytest.mark.parametrize("name", ["clauses", "documents"])
def test_the_corpus_loads_through_datasets(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setenv("HF_HOME", str(tmp_path))
    datasets = pytest.importorskip("datasets", reason="the library of that name is not installed")
    loaded = datasets.load_dataset(str(ANNOTATIONS / "corpus"), name, cache_dir=str(tmp_path))
    ours = corpus().clauses if name == "clauses" else corpus().documents
    assert {split: len(rows) for split, rows in loaded.items()} == {
        {"dev": "validation"}.get(s, s): len(ours[s]) for s in SPLITS
    }
    assert loaded["train"].features["spans"].feature["start"].dtype == "int32"
    first = loaded["test"][0]
    assert [(s["start"], s["end"], s["indicator"], s["polarity"]) for s in first["spans"]] == [
        (s.start, s.end, s.indicator, s.polarity) for s in ours["test"][0].spans
    ]


def test_counts_and_agreement_are_printed() -> None:
    runner = CliRunner()
    counts = json.loads(runner.invoke(app, ["annotate", "counts", str(ANNOTATIONS), "--format", "json"]).stdout)
    assert counts["totals"]["annotated_twice"]["clauses"] == len(judgements("clauses"))
    figures = json.loads(runner.invoke(app, ["annotate", "agreement", str(ANNOTATIONS), "--format", "json"]).stdout)
    assert figures["clauses"]["texts"] == len(judgements("clauses"))
    assert "A01" in runner.invoke(app, ["annotate", "counts", str(ANNOTATIONS)]).stdout
    assert "alpha" in runner.invoke(app, ["annotate", "agreement", str(ANNOTATIONS)]).stdout


def test_check_fails_on_a_broken_corpus(tmp_path: Path) -> None:
    for name in ("clauses", "documents"):
        (tmp_path / "corpus" / name).mkdir(parents=True)
        for split in SPLITS:
            (tmp_path / "corpus" / name / f"{split}.jsonl").write_text("")
    result = CliRunner().invoke(app, ["annotate", "check", str(tmp_path), "--against", str(tmp_path / "none")])
    assert result.exit_code == 1
    assert "FAIL  counts" in result.stdout
    assert "not measurable overlap" in result.stdout
