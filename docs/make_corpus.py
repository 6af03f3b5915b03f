"""Writes docs/corpus.md: counts, agreement and an example pair of every indicator, from the annotations as they stand.

Run it after a change of the corpus; a test fails while the page is stale.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from math import isnan
from pathlib import Path

from smallprint.annotation.counts import TargetCounts, complete_pairs, count_targets, summarise
from smallprint.annotation.judgements import SETS, AgreementFigures, measure, read_judgements
from smallprint.annotation.records import Clause, Corpus, read_corpus
from smallprint.annotation.standoff import read_standoff
from smallprint.evaluation.metrics import Counts, micro
from smallprint.indicators.catalogue import load_catalogue

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "annotations"
FILE = Path(__file__).with_name("corpus.md")
INTRODUCTION = """<!-- made by docs/make_corpus.py from annotations/: do not edit -->
# The corpus in numbers

Invented job offers, messages, clauses and contracts with labelled spans. What it is for and what it cannot measure is said in its
[datasheet](../annotations/corpus/README.md); how labels are decided in the [guidelines](../annotations/guidelines/polarity-and-spans.md).
The figures are those that `smallprint annotate counts` and `smallprint annotate agreement` print."""
NAMES = {"clauses": "invented clauses", "documents": "invented documents", "standoff": "real texts (labels only)"}


def make_page() -> str:
    """Return the whole page."""
    corpus = read_corpus(FOLDER / "corpus")
    sections = (_totals(corpus), _agreement(), _targets(corpus), _teaching(), _pairs(corpus))
    parts = [INTRODUCTION, *("\n".join(section) for section in sections)]
    return "\n\n".join(parts) + "\n"


def _totals(corpus: Corpus) -> Iterator[str]:
    totals = summarise(corpus)
    labels = read_standoff(FOLDER / "standoff")
    fraud = sum(label.sample == "fraudulent" for label in labels)
    yield "## In all\n"
    yield "| What | Number |"
    yield "|---|---|"
    yield f"| clauses written for an indicator | {totals['asserted']} asserted, {totals['look_alikes']} look-alikes |"
    yield f"| minimal pairs among them | {totals['pairs']} |"
    yield f"| clean sentences | {totals['clean']} |"
    yield f"| offers and messages | {totals['offers']}, {totals['offers_deceptive']} of them deceptive, {totals['deceptive_kinds']} kinds |"
    yield (
        f"| contracts and rule books | {totals['contracts']}, {totals['contracts_coercive']} of them coercive, "
        f"{totals['contract_clauses']} clauses |"
    )
    yield f"| labelled spans | {totals['spans']} |"
    yield f"| median words | clause {totals['words_per_clause']}, offer {totals['words_per_offer']}, contract {totals['words_per_contract']} |"
    for name, key in (("clauses", "splits"), ("documents", "document_splits")):
        yield f"| {name} by split | {', '.join(f'{split} {count}' for split, count in totals[key].items())} |"
    yield f"| real texts with stand-off labels | {len(labels)}, {fraud} of them fraudulent advertisements |"


def _agreement() -> Iterator[str]:
    yield "## Agreement of two independent annotators, before adjudication\n"
    yield "| Texts | Number | Span F1, overlap | Span F1, exact | Span F1 without label | Polarity kappa | Asserted kappa | Mean alpha |"
    yield "|---|---|---|---|---|---|---|---|"
    figures = {name: measure(read_judgements(FOLDER / "agreement", name)) for name in SETS}
    for name, f in figures.items():
        rates = (f.partial_f1, f.exact_f1, f.label_free_f1, f.polarity_kappa, f.asserted_kappa, f.mean_alpha)
        yield f"| {NAMES[name]} | {f.texts} | {' | '.join(map(_rate, rates))} |"
    yield "\nPolarity kappa is taken over the spans that both marked; alpha over texts, per indicator, on asserted, mentioned or absent."
    yield "\n" + "\n".join(_low(figures))


def _low(figures: dict[str, AgreementFigures]) -> Iterator[str]:
    for name, f in figures.items():
        low = [i for i in f.indicators if i.alpha < 0.667 and i.texts >= 5]
        if low:
            named = ", ".join(f"{i.indicator} {_rate(i.alpha)}" for i in sorted(low, key=lambda i: i.alpha))
            yield f"- {NAMES[name]}: alpha below 0.67 for {named}"


def _targets(corpus: Corpus) -> Iterator[str]:
    yield "## By indicator\n"
    yield "| Indicator | Asserted | Look-alikes | Pairs | Registers | Sectors | Kinds of look-alike |"
    yield "|---|---|---|---|---|---|---|"
    catalogue = load_catalogue().indicators
    for name, counts in count_targets(corpus).items():
        yield f"| [{name}](indicators/{name}_{catalogue[name].slug}.md) {catalogue[name].title} | {_cells(counts)} |"


def _cells(counts: TargetCounts) -> str:
    kinds = ", ".join(f"{kind.replace('_', ' ')} {n}" for kind, n in counts.kinds.items())
    numbers = (counts.asserted, counts.look_alikes, counts.pairs, counts.registers, counts.sectors)
    return " | ".join([*map(str, numbers), kinds])


def _teaching() -> Iterator[str]:
    before, after = (
        json.loads((FOLDER / "teaching" / f"{name}.json").read_text(encoding="utf-8")) for name in ("before", "after")
    )
    yield "## What the clauses alone teach\n"
    yield (
        "A plain linear model trained on the clause set alone (train and dev split) and tried on labelled real texts, beside the rules: "
        "`smallprint annotate teach`. The rules were written by people who had seen these texts, the model was not; its confusions "
        "led to the batches k4, and `--leave-out k4` shows the state before. The comparison says where the corpus misleads, not how good either is elsewhere.\n"
    )
    yield "| Confusion | Before | After |"
    yield "|---|---|---|"
    later = {(c["gold"], c["found"]): c["count"] for c in after["confusions"]}
    for c in before["confusions"][:10]:
        what = f"{c['found']} seen where nothing is" if c["gold"] == "nothing" else _confusion(c)
        yield f"| {what} | {c['count']} | {later.get((c['gold'], c['found']), 0)} |"
    yield "\n| Indicator | Model before: right, false, missed | Model after | precision | recall | Rules | precision | recall |"
    yield "|---|---|---|---|---|---|---|---|"
    for name in sorted(before["linear"].keys() | after["linear"].keys() | after["rules"].keys()):
        rows = [_counts(source.get(name, {})) for source in (before["linear"], after["linear"], after["rules"])]
        yield _teaching_row(name, rows)
    yield _teaching_row("all", [_sum(s) for s in (before["linear"], after["linear"], after["rules"])])


def _confusion(c: dict[str, str]) -> str:
    return f"{c['gold']} missed" if c["found"] == "nothing" else f"{c['gold']} taken for {c['found']}"


def _teaching_row(name: str, rows: list[Counts]) -> str:
    _, after, rules = rows
    shown = [f"{c.tp}, {c.fp}, {c.fn}" for c in rows]
    return (
        f"| {name} | {shown[0]} | {shown[1]} | {_rate(after.precision)} | {_rate(after.recall)} | {shown[2]} | "
        f"{_rate(rules.precision)} | {_rate(rules.recall)} |"
    )


def _counts(plain: dict[str, int]) -> Counts:
    return Counts(**plain) if plain else Counts()


def _sum(plain: dict[str, dict[str, int]]) -> Counts:
    return micro([_counts(c) for c in plain.values()])


def _pairs(corpus: Corpus) -> Iterator[str]:
    yield "## One pair of each indicator\n"
    yield "Invented. The first asserts the indicator, the second uses nearly the same words and does not.\n"
    rows = [row for _, row in corpus.all_clauses() if row.pair_id]
    for name in sorted({row.target for row in rows if row.target}):
        own = [r for r in rows if r.target == name and "\n" not in r.text]
        chosen = min(complete_pairs(own), key=lambda p: (sum(len(r.text) for r in own if r.pair_id == p), p))
        texts = sorted((r for r in own if r.pair_id == chosen), key=lambda r: r.stance)
        yield f"- **{name}** {_quote(texts[0])} / *{_polarity(texts[1])}:* {_quote(texts[1])}"


def _polarity(row: Clause) -> str:
    return row.polarity.value.replace("_", " ") if row.polarity else "topic only"


def _quote(row: Clause) -> str:
    text = row.text.replace("|", "\\|").replace("*", "\\*").replace("_", "\\_").replace("<", "&lt;")
    return f"“{text}”"


def _rate(value: float) -> str:
    return "-" if isnan(value) else f"{value:.2f}"


if __name__ == "__main__":
    FILE.write_text(make_page(), encoding="utf-8")
    print(f"wrote {FILE.name}", file=sys.stderr)
