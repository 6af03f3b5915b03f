"""Every gate is broken once on purpose: a gate that cannot fail guards nothing."""

import json
from pathlib import Path

import pytest
from smallprint.annotation import gates
from smallprint.annotation.records import AnnotatedDocument, Clause, Corpus


def clause(number: int, text: str, **more: object) -> Clause:
    stance = more.get("stance", "asserted")
    polarity = {"asserted": "imposes", "look_alike": "prohibits", "clean": None}[str(stance)]
    spans = (
        []
        if stance == "clean"
        else [{"start": 0, "end": len(text.split()[0]), "indicator": "B01", "polarity": polarity}]
    )
    row = {
        "id": f"c-{number:03d}", "text": text, "spans": spans, "batch": "one", "register": "chat", "sector": "care", "stance": stance,
        "target": None if stance == "clean" else "B01", "polarity": polarity, "pair_id": None,
    }  # fmt: skip
    return Clause.model_validate(row | more)


def document(text: str, **more: object) -> AnnotatedDocument:
    row = {
        "id": "d-1", "text": text, "spans": [], "batch": "docs", "register": "chat", "sector": "care", "kind": "plain_ad",
        "stance": "honest", "clauses": [],
    }  # fmt: skip
    return AnnotatedDocument.model_validate(row | more)


def problems(
    check: object, *rows: Clause, dev: tuple[Clause, ...] = (), documents: tuple[AnnotatedDocument, ...] = ()
) -> str:
    corpus = Corpus({"train": rows, "dev": dev, "test": ()}, {"train": documents, "dev": (), "test": ()})
    return "\n".join(f"{p.where}: {p.what}" for p in check(corpus))  # type: ignore[operator]


WORDS = "anchor birch candle dune ember fjord grove harbour inlet jetty kelp lagoon marsh north orchard pier quay reef shore tide".split()


def varied(number: int, extra: str = "") -> str:
    shift = WORDS[number % 20 :] + WORDS[: number % 20]
    return " ".join(w + str(number) for w in shift[:8]) + extra


def test_ids_and_copies() -> None:
    same = clause(1, varied(1))
    assert "stands 2 times" in problems(gates.check_ids, same, clause(1, varied(2)))
    assert "stands 2 times" in problems(gates.check_ids, same, clause(2, varied(1).upper()))
    assert problems(gates.check_ids, same, clause(2, varied(2))) == ""


def test_spans_of_documents() -> None:
    span = {"start": 0, "end": 8, "indicator": "A06", "polarity": "imposes"}
    assert "crosses a paragraph" in problems(gates.check_spans, documents=(document("One.\n\nTwo.", spans=[span]),))
    parts = [{"start": 0, "end": 6}, {"start": 5, "end": 9}]
    assert "overlap" in problems(gates.check_spans, documents=(document("One two three", clauses=parts),))


def test_stances_of_documents() -> None:
    fee = {"start": 0, "end": 3, "indicator": "A01", "polarity": "imposes"}
    low = fee | {"indicator": "A06"}
    assert "asserts A01" in problems(gates.check_stances, documents=(document("Pay first", spans=[fee]),))
    assert problems(gates.check_stances, documents=(document("Pay first", spans=[low]),)) == ""
    scam = document("Pay first", spans=[low], kind="advance_fee", stance="deceptive")
    assert "asserts nothing" in problems(gates.check_stances, documents=(scam,))


def test_pairs() -> None:
    first = clause(1, "Keep the passport in the office", pair_id="p")
    second = clause(2, "Keep the passport in your pocket", pair_id="p", stance="look_alike")
    assert problems(gates.check_pairs, first, second) == ""
    assert "is 1 texts" in problems(gates.check_pairs, first)
    far = clause(2, varied(4), pair_id="p", stance="look_alike")
    assert "words differ" in problems(gates.check_pairs, first, far)


def test_near_duplicates() -> None:
    twin = clause(2, varied(1, " more"))
    assert "near-duplicates" in problems(gates.check_near_duplicates, clause(1, varied(1)), twin)
    assert problems(gates.check_near_duplicates, clause(1, varied(1)), clause(2, varied(2))) == ""


def test_templates() -> None:
    frame = [
        clause(i, f"The {w} shall pay {i}00 for the {w}s.") for i, w in enumerate(WORDS[: gates.SAME_SKELETON + 1])
    ]
    assert "share the skeleton" in problems(gates.check_templates, *frame)
    assert problems(gates.check_templates, *frame[:-1]) == ""


def test_repeated_words() -> None:
    run = " ".join(WORDS[: gates.RUN_LENGTH])
    rows = [clause(i, f"{varied(i)} {run} {varied(i + 7)}") for i in range(gates.SAME_RUN + 1)]
    assert "share the words" in problems(gates.check_templates, *rows)


def test_one_sided_words() -> None:
    rows = [clause(i, varied(i, " strictly"), register="sms") for i in range(20)]
    rows += [clause(40 + i, varied(i + 50), stance="look_alike") for i in range(20)]
    vocabulary = next(g for g in gates.GATES if g.name == "vocabulary").check
    assert "B01 'strictly': asserted in 20 of 20" in problems(vocabulary, *rows)
    rows += [clause(80 + i, varied(i + 90, " strictly"), stance="look_alike") for i in range(10)]
    assert problems(vocabulary, *rows) == ""


def test_groups_of_persons() -> None:
    groups = next(g for g in gates.GATES if g.name == "groups").check
    asserted, other = clause(1, "Women cook " + varied(1)), clause(2, "Women clean " + varied(2), stance="look_alike")
    assert "female" in problems(groups, asserted)
    assert problems(groups, asserted, other) == ""


def test_registers() -> None:
    rows = [clause(i, varied(i)) for i in range(20)]
    assert "B01 chat: 20 asserted of 20" in problems(gates.check_registers, *rows)
    assert "B01: stands in 1 registers" in problems(gates.check_registers, *rows)


def test_splits() -> None:
    assert "one: stands in dev, train" in problems(
        gates.check_splits, clause(1, varied(1)), dev=(clause(2, varied(2)),)
    )
    near = clause(2, varied(1, " more"), batch="two")
    assert "are alike" in problems(gates.check_splits, clause(1, varied(1)), dev=(near,))


def test_personal_data() -> None:
    assert "personal data" in problems(gates.check_personal_data, clause(1, "Call +49 30 1234567 now"))


def test_overlap_with_texts_kept_elsewhere(tmp_path: Path) -> None:
    corpus = Corpus({"train": (clause(1, varied(1) + " " + varied(2)),)}, {})
    assert gates.check_overlap(corpus, tmp_path / "gone").passed is None
    (tmp_path / "a.jsonl").write_text(json.dumps({"text": f"before {varied(1)} {varied(2)} after"}) + "\n")
    assert gates.check_overlap(corpus, tmp_path).passed is False
    (tmp_path / "a.jsonl").write_text(json.dumps({"text": varied(3)}) + "\n")
    assert gates.check_overlap(corpus, tmp_path).passed is True


def test_counts() -> None:
    counts = next(g for g in gates.GATES if g.name == "counts").check
    assert "B01: 1 asserted" in problems(counts, clause(1, varied(1)))


@pytest.mark.parametrize("gate", gates.GATES, ids=lambda g: g.name)
def test_every_gate_says_what_it_asks(gate: gates.Gate) -> None:
    assert gate.asks
