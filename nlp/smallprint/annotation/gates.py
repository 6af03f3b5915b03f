"""Quality gates of the corpus. Each gate has a name, what it asks for, and a check that lists what breaks it."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from smallprint.annotation import leaks, likeness
from smallprint.annotation.counts import shortfalls
from smallprint.annotation.personal import find_personal_data
from smallprint.annotation.records import AnnotatedDocument, Clause, Corpus
from smallprint.errors import Problem
from smallprint.evidence import Severity
from smallprint.indicators.catalogue import load_catalogue

NEAR_DUPLICATE = 0.5
SPLIT_DUPLICATE = 0.35
DOCUMENT_DUPLICATE = 0.12
SAME_SKELETON = 3
SAME_RUN, RUN_LENGTH = 6, 8
PAIR_CHANGE = 6
KNOWN_RUN = 10
_MIN_SKELETON = 6


@dataclass(frozen=True, slots=True)
class Gate:
    """One gate. ``check`` yields what breaks it."""

    name: str
    asks: str
    check: Callable[[Corpus], Iterator[Problem]]


@dataclass(frozen=True, slots=True)
class GateResult:
    """Outcome of a gate; ``passed`` is None if it could not be measured, with the reason in ``note``."""

    gate: str
    asks: str
    problems: tuple[Problem, ...]
    note: str = ""

    @property
    def passed(self) -> bool | None:
        """True, False, or None for not measurable."""
        return None if self.note else not self.problems


def check_corpus(corpus: Corpus, against: Path | None = None) -> list[GateResult]:
    """Run every gate. ``against`` is a folder of texts that the corpus must not repeat."""
    results = [GateResult(g.name, g.asks, tuple(g.check(corpus))) for g in GATES]
    return [*results, check_overlap(corpus, against)]


def _texts(corpus: Corpus) -> dict[str, str]:
    return {row.id: row.text for rows in (corpus.all_clauses(), corpus.all_documents()) for _, row in rows}


def _clauses(corpus: Corpus) -> dict[str, Clause]:
    return {row.id: row for _, row in corpus.all_clauses()}


def _documents(corpus: Corpus) -> dict[str, AnnotatedDocument]:
    return {row.id: row for _, row in corpus.all_documents()}


def check_ids(corpus: Corpus) -> Iterator[Problem]:
    """Ids are unique over the whole corpus, no text stands twice, no label stands twice."""
    rows: list[Clause | AnnotatedDocument] = [row for _, row in corpus.all_clauses()]
    rows += [row for _, row in corpus.all_documents()]
    for name, count in Counter(row.id for row in rows).items():
        if count > 1:
            yield Problem(name, f"stands {count} times", "ids are unique")
    for text, count in Counter(" ".join(likeness.words(row.text)) for row in rows).items():
        if count > 1:
            yield Problem(repr(text[:60]), f"stands {count} times", "remove the copies")
    for row in rows:
        if len(set(row.spans)) < len(row.spans):
            yield Problem(row.id, "has the same span twice")


def check_spans(corpus: Corpus) -> Iterator[Problem]:
    """Spans do not cross a paragraph of a document, and clauses of a contract do not overlap."""
    for row in _documents(corpus).values():
        for span in row.spans:
            if "\n\n" in row.text[span.start : span.end]:
                yield Problem(row.id, f"span {span.start}:{span.end} crosses a paragraph")
        for first, second in zip(row.clauses, row.clauses[1:], strict=False):
            if first.end > second.start:
                yield Problem(row.id, f"clauses {first.start}:{first.end} and {second.start}:{second.end} overlap")


def check_stances(corpus: Corpus) -> Iterator[Problem]:
    """Deceptive and coercive documents assert an indicator above LOW, honest and fair ones do not."""
    low = {i.id for i in load_catalogue().indicators.values() if i.severity is Severity.LOW}
    for row in _documents(corpus).values():
        found = sorted(row.asserted - low)
        if bool(found) != (row.stance in ("deceptive", "coercive")):
            yield Problem(row.id, f"is {row.stance} and asserts {', '.join(found) or 'nothing'} above LOW")


def check_pairs(corpus: Corpus) -> Iterator[Problem]:
    """A pair is two texts of one target, a few words apart. Adjudication may leave both on one side; they then count for no pair."""
    pairs: dict[str, list[Clause]] = defaultdict(list)
    for row in _clauses(corpus).values():
        if row.pair_id:
            pairs[row.pair_id].append(row)
    for name, rows in pairs.items():
        if len(rows) != 2 or len({r.target for r in rows}) > 1:
            yield Problem(name, f"is {len(rows)} texts", "a pair is two texts of one indicator")
        elif (changed := likeness.changed_words(rows[0].text, rows[1].text)) > PAIR_CHANGE:
            yield Problem(name, f"{changed} words differ", f"at most {PAIR_CHANGE}")


def check_near_duplicates(corpus: Corpus) -> Iterator[Problem]:
    """Apart from pairs, no two clauses are near-duplicates; no two documents share long stretches."""
    clauses = _clauses(corpus)
    texts = {name: row.text for name, row in clauses.items()}
    for a, b, value in likeness.near_duplicates(texts, threshold=NEAR_DUPLICATE):
        if not _is_pair(clauses[a], clauses[b]):
            yield Problem(f"{a}, {b}", f"are near-duplicates ({value:.2f})", "rewrite one")
    documents = {name: row.text for name, row in _documents(corpus).items()}
    for a, b, value in likeness.near_duplicates(documents, threshold=DOCUMENT_DUPLICATE):
        yield Problem(f"{a}, {b}", f"share {value:.0%} of their word runs", "rewrite one")


def _is_pair(a: Clause, b: Clause) -> bool:
    return a.pair_id is not None and a.pair_id == b.pair_id


def check_templates(corpus: Corpus) -> Iterator[Problem]:
    """No skeleton (content words blanked) is shared by more than a handful of clauses; no long run of words either."""
    clauses = _clauses(corpus)
    texts = {name: row.text for name, row in clauses.items()}
    for frame, names in likeness.shared_skeletons(texts, shortest=_MIN_SKELETON).items():
        if len(_units(names, clauses)) > SAME_SKELETON:
            yield Problem(", ".join(names[:6]), f"share the skeleton {frame[:70]!r}", f"at most {SAME_SKELETON}")
    for run, holders in likeness.repeated_runs(texts, RUN_LENGTH).items():
        if len(_units(holders, clauses)) > SAME_RUN:
            yield Problem(", ".join(sorted(holders)[:6]), f"share the words {run!r}", f"at most {SAME_RUN}")


def _units(names: Sequence[str] | set[str], clauses: Mapping[str, Clause]) -> set[str]:
    return {clauses[name].pair_id or name for name in names}


def check_registers(corpus: Corpus) -> Iterator[Problem]:
    """Every indicator is written in every register, and no register leans to one side."""
    table: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for row in _clauses(corpus).values():
        if row.target:
            table["all", row.register_][row.stance] += 1
            table[row.target, row.register_][row.stance] += 1
    for (target, register), counts in sorted(table.items()):
        total, asserted = counts.total(), counts["asserted"]
        if total >= leaks.enough(target) and not leaks.is_balanced(asserted, total):
            yield Problem(f"{target} {register}", f"{asserted} asserted of {total}", "write more of the other side")
    for target in {t for t, _ in table}:
        seen = sum(1 for t, _ in table if t == target)
        if seen < 12:
            yield Problem(target, f"stands in {seen} registers", "at least 12")


def check_splits(corpus: Corpus) -> Iterator[Problem]:
    """No author batch, pair or near-duplicate straddles two splits."""
    split_of = {row.id: split for split, row in corpus.all_clauses()}
    split_of |= {row.id: split for split, row in corpus.all_documents()}
    batches: dict[str, set[str]] = defaultdict(set)
    for rows in (corpus.all_clauses(), corpus.all_documents()):
        for split, row in rows:
            batches[row.batch].add(split)
    for split, row in corpus.all_clauses():
        if row.pair_id:
            batches[row.pair_id].add(split)
    for name, splits in batches.items():
        if len(splits) > 1:
            yield Problem(name, f"stands in {', '.join(sorted(splits))}", "keep it in one split")
    texts = {row.id: row.text for _, row in corpus.all_clauses()}
    for a, b, value in likeness.near_duplicates(texts, threshold=SPLIT_DUPLICATE):
        if split_of[a] != split_of[b]:
            yield Problem(f"{a}, {b}", f"are alike ({value:.2f}) over {split_of[a]} and {split_of[b]}", "rewrite one")


def check_personal_data(corpus: Corpus) -> Iterator[Problem]:
    """No names of persons, no numbers, addresses or handles that could be somebody's."""
    for name, text in _texts(corpus).items():
        for found in find_personal_data(text):
            yield Problem(name, f"{found!r} may be personal data", "use the reserved ranges and names of example.org")


def check_overlap(corpus: Corpus, against: Path | None) -> GateResult:
    """No run of ten words in common with the texts in ``against`` (JSON lines, Markdown)."""
    name, asks = "overlap", f"no {KNOWN_RUN} words in a row in common with texts kept elsewhere"
    if against is None or not against.is_dir():
        return GateResult(name, asks, (), note="the texts to compare with are not at hand (--against FOLDER)")
    known = likeness.known_runs(_known_texts(against), KNOWN_RUN)
    problems = [
        Problem(row, f"repeats {run!r}", "write it anew")
        for row, text in _texts(corpus).items()
        if (run := likeness.find_known(text, known, KNOWN_RUN))
    ]
    return GateResult(name, asks, tuple(problems))


def _known_texts(folder: Path) -> Iterator[str]:
    for file in sorted(folder.rglob("*")):
        if file.suffix == ".jsonl":
            for line in file.read_text(encoding="utf-8", errors="replace").split("\n"):
                values = json.loads(line).values() if line.strip() else ()
                yield from (v for v in values if isinstance(v, str))
        elif file.suffix in (".md", ".txt"):
            yield file.read_text(encoding="utf-8", errors="replace")


GATES = (
    Gate("ids", "ids are unique, no text and no label stands twice", check_ids),
    Gate("spans", "spans stay within a paragraph, clauses do not overlap", check_spans),
    Gate("stances", "documents assert what their stance says", check_stances),
    Gate("counts", "the numbers of the plan are reached", shortfalls),
    Gate("pairs", f"minimal pairs differ by at most {PAIR_CHANGE} words", check_pairs),
    Gate("near-duplicates", f"no two clauses alike by {NEAR_DUPLICATE} or more", check_near_duplicates),
    Gate("templates", f"no skeleton in more than {SAME_SKELETON} clauses, no {RUN_LENGTH}-word run in more than {SAME_RUN}", check_templates),
    Gate("vocabulary", "no word alone predicts a label", lambda c: leaks.check_words(_clauses(c).values())),
    Gate("groups", "words of origin, sex and religion stand evenly on both sides", lambda c: leaks.check_groups(_clauses(c).values())),
    Gate("registers", "registers are spread evenly over both sides of every indicator", check_registers),
    Gate("splits", "no batch, pair or near-duplicate in two splits", check_splits),
    Gate("personal-data", "nobody can be recognised or reached", check_personal_data),
)  # fmt: skip
