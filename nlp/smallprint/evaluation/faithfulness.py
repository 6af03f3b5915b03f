"""Suite ``faithfulness``: whether the tokens that a score is explained by are the tokens that it comes from.

Comprehensiveness and sufficiency as in ERASER (DeYoung et al. 2020): how far a score falls when the best tokens are masked, and how far
when only they are left. A faithful ranking has high comprehensiveness and low sufficiency.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from smallprint.annotation.records import Clause, read_rows
from smallprint.classifier.encoder import TOKENIZER, EncoderClassifier, padded
from smallprint.classifier.labels import INDICATORS, pool
from smallprint.classifier.windows import Window
from smallprint.errors import ModelError
from smallprint.evaluation.corpus import as_document
from smallprint.evaluation.resample import intervals
from smallprint.evaluation.suite import Cell, Context, FigureTable, SuiteResult
from smallprint.scoring.reading import read

Floats = NDArray[np.float32]
Array = NDArray[np.float64]
TITLE = "Faithfulness of the token evidence"
ABOUT = (
    "Clauses of the test split that assert an indicator which the encoder sees. Tokens of the segment are replaced by [MASK] in the order "
    "of three rankings, and the probability-like score of the segment is taken again."
)
SHARES = (0.1, 0.2, 0.5)
CASES = 300
DRAWS = 5
OWN, RANDOM, GRADIENT = "token evidence", "random", "gradient x input"
MEASURES = ("comprehensiveness", "sufficiency")


class Runner(Protocol):
    """What is needed of an encoder to score windows."""

    def run(self, windows: Sequence[Window]) -> list[Floats]:
        """Raw outputs of windows, each float32 (n_tokens, n_labels)."""
        ...


@dataclass(frozen=True, slots=True)
class Case:
    """One segment and one indicator.

    ``windows``: those that count the segment. ``tokens``: for each token its copies as (window, position); a token of a segment longer than
    a window may have two. ``evidence``: float64 (n_tokens,), what the copies of a token put into the pooled score. ``group``: clauses
    written as one pair share it.
    """

    windows: tuple[Window, ...]
    tokens: tuple[tuple[tuple[int, int], ...], ...]
    indicator: int
    evidence: Array
    group: str

    @property
    def places(self) -> list[tuple[int, int]]:
        """Every copy of every token."""
        return [place for copies in self.tokens for place in copies]

    def score(self, outputs: Sequence[Floats]) -> float:
        """Sigmoid of the pooled score of the segment, from the raw outputs of its windows."""
        evidence = np.array([[outputs[w][at, self.indicator]] for w, at in self.places], np.float32)
        return float(1 / (1 + np.exp(-pool(evidence, np.zeros(len(evidence), np.intp), 1)[0, 0])))

    def without(self, tokens: Sequence[int], mask: int) -> tuple[Window, ...]:
        """The windows with every copy of the ``tokens`` replaced by the id ``mask``."""
        gone = {place for token in tokens for place in self.tokens[token]}
        return tuple(
            replace(window, ids=tuple(mask if (w, at) in gone else i for at, i in enumerate(window.ids)))
            for w, window in enumerate(self.windows)
        )


Ranker = Callable[[Case], Array]


def suite(context: Context) -> SuiteResult:
    """Comprehensiveness and sufficiency of the encoder's own evidence, of random order, and of gradient x input."""
    encoder, file = context.model.encoder, context.annotations / "corpus" / "clauses" / "test.jsonl"
    if encoder is None:
        return _nothing("the model has no encoder")
    if not file.is_file():
        return _nothing(f"no annotations at {file}")
    mask = _mask_id(context.model_folder / TOKENIZER)
    if mask is None:
        return _nothing(f"no [MASK] in {context.model_folder / TOKENIZER}")
    cases = list(find_cases(read_rows(file, Clause)[: context.limit], encoder, seed=context.seed))
    if not cases:
        return _nothing("the encoder scores no asserted indicator of the clauses above 0")
    absent = []
    try:
        by_gradient: Ranker | None = gradient_ranker(context.model_folder)
    except (ImportError, ModelError) as error:
        by_gradient = None
        absent.append(f"{GRADIENT}: {error}")
    measured = list(_measure_all(cases, encoder, by_gradient, mask, context))
    figures = summarise(measured, [c.group for c in cases], seed=context.seed)
    figures["tokens a segment"] = float(np.mean([len(c.tokens) for c in cases]))
    return SuiteResult(
        "faithfulness", TITLE, ABOUT, tables=tuple(_tables(figures)), absent=tuple(absent), figures=figures
    )


def _nothing(reason: str) -> SuiteResult:
    return SuiteResult("faithfulness", TITLE, ABOUT, absent=(reason,))


def _mask_id(tokenizer: Path) -> int | None:
    from tokenizers import Tokenizer

    if not tokenizer.is_file():
        return None
    number: int | None = Tokenizer.from_file(str(tokenizer)).token_to_id("[MASK]")
    return number


def find_cases(clauses: Sequence[Clause], encoder: EncoderClassifier, *, seed: int) -> Iterator[Case]:
    """At most 300 cases from asserting clauses in seeded order: the segment of the asserted span that scores highest, if above 0."""
    asserting = [c for c in clauses if c.stance == "asserted"]
    order = np.random.default_rng(seed).permutation(len(asserting))
    found = 0
    for number in order:
        case = _case(asserting[number], encoder)
        if case is not None:
            yield case
            found += 1
        if found == CASES:
            return


def _case(clause: Clause, encoder: EncoderClassifier) -> Case | None:
    reading = read(as_document(clause))
    places = [reading.view.to_source(*segment) for segment in reading.segments]
    spans = [s for s in clause.spans if s.is_asserted and s.indicator == clause.target]
    inside = [i for i, (a, b) in enumerate(places) if any(a < s.end and s.start < b for s in spans)]
    indicator = INDICATORS.index(str(clause.target))
    scores = encoder.read(reading.masked).scores[:, indicator]
    best = max(inside, key=lambda i: float(scores[i]), default=None)
    if best is None or scores[best] <= 0:
        return None
    windows = encoder.windows(reading.masked)
    return make_case(windows, encoder.run(windows), best, indicator, clause.pair_id or clause.id)


def make_case(windows: Sequence[Window], outputs: Sequence[Floats], segment: int, indicator: int, group: str) -> Case:
    """A segment and an indicator with the evidence of its tokens; tokens at one place of the text are copies of each other."""
    inside = [w for w, window in enumerate(windows) if segment in window.segments]
    copies: dict[tuple[int, int], list[tuple[int, int]]] = {}
    evidence: dict[tuple[int, int], float] = {}
    for number, w in enumerate(inside):
        window = windows[w]
        for at, counted_for in enumerate(window.segments):
            if counted_for == segment:
                key = window.starts[at], window.ends[at]
                copies.setdefault(key, []).append((number, at))
                evidence[key] = float(np.logaddexp(evidence.get(key, -np.inf), outputs[w][at, indicator]))
    tokens = tuple(tuple(places) for places in copies.values())
    return Case(tuple(windows[w] for w in inside), tokens, indicator, np.array(list(evidence.values())), group)


def gradient_ranker(model_folder: Path) -> Ranker:
    """Ranks by input embedding times gradient of the pooled score, summed over dimensions and copies. Needs torch and transformers.

    Raises :class:`ImportError` without them, :class:`ModelError` if the folder holds no encoder.
    """
    import torch
    from transformers import BertForTokenClassification

    from smallprint.training.to_transformers import build_folder

    with tempfile.TemporaryDirectory() as folder:
        network = BertForTokenClassification.from_pretrained(build_folder(model_folder, Path(folder) / "model")).eval()

    def importance(case: Case) -> Array:
        ids, attention = (torch.from_numpy(a) for a in padded(case.windows))
        embedded = network.get_input_embeddings()(ids).detach().requires_grad_()
        logits = network(inputs_embeds=embedded, attention_mask=attention).logits
        counted = torch.stack([logits[w, at, case.indicator] for w, at in case.places])
        (gradient,) = torch.autograd.grad(torch.logsumexp(counted, dim=0), embedded)
        products = (gradient * embedded).sum(dim=-1).detach().numpy()
        return np.array([sum(float(products[place]) for place in copies) for copies in case.tokens])

    return importance


def _measure_all(
    cases: Sequence[Case], runner: Runner, by_gradient: Ranker | None, mask: int, context: Context
) -> Iterator[dict[str, Array]]:
    generator = np.random.default_rng(context.seed)
    for number, case in enumerate(cases, 1):
        rankings = {OWN: [case.evidence], RANDOM: [generator.random(len(case.tokens)) for _ in range(DRAWS)]}
        if by_gradient is not None:
            rankings[GRADIENT] = [by_gradient(case)]
        yield measure(case, rankings, runner, mask)
        context.progress(f"faithfulness, clause {number} of {len(cases)}")


def measure(case: Case, rankings: Mapping[str, Sequence[Array]], runner: Runner, mask: int) -> dict[str, Array]:
    """Comprehensiveness and sufficiency at each share, float64 (2, n_shares), for each ranking; the mean where it has several draws.

    One run scores all variants and the untouched text: the int8 graph rounds by batch, so they share its rounding where they share a batch.
    """
    variants = [case.windows]
    for draws in rankings.values():
        for importance in draws:
            for top, rest in _cuts(importance):
                variants += [case.without(top, mask), case.without(rest, mask)]
    outputs = runner.run([window for windows in variants for window in windows])
    size = len(case.windows)
    scores = [case.score(outputs[at : at + size]) for at in range(0, len(outputs), size)]
    drops = iter(np.array(scores[0]) - np.array(scores[1:]))
    return {
        name: np.mean([[[next(drops), next(drops)] for _ in SHARES] for _ in draws], axis=0).T
        for name, draws in rankings.items()
    }


def _cuts(importance: Array) -> Iterator[tuple[list[int], list[int]]]:
    """For each share the tokens of most importance, at least one, and the others."""
    order = np.argsort(-importance, kind="stable").tolist()
    for share in SHARES:
        count = max(1, round(share * len(order)))
        yield order[:count], order[count:]


def summarise(measured: Sequence[Mapping[str, Array]], groups: Sequence[str], *, seed: int) -> dict[str, Any]:
    """Means over the cases, and 95 % intervals of the differences to the encoder's own ranking (paired bootstrap by ``groups``)."""
    values = {name: np.array([m[name] for m in measured]) for name in measured[0]}
    return {
        "cases": len(measured),
        "rankings": {
            name: dict(zip(MEASURES, map(float, array.mean(axis=(0, 2))), strict=True))
            for name, array in values.items()
        },
        "shares": {
            name: {
                measure_name: dict(zip(map(str, SHARES), map(float, row), strict=True))
                for measure_name, row in zip(MEASURES, array.mean(axis=0), strict=True)
            }
            for name, array in values.items()
        },
        "differences": {
            other: _differences((values[OWN] - values[other]).mean(axis=2), groups, seed)
            for other in values
            if other != OWN
        },
    }


def _differences(values: Array, groups: Sequence[str], seed: int) -> dict[str, dict[str, float]]:
    ranges = intervals(groups, lambda rows: values[rows].mean(axis=0).tolist(), seed=seed)
    return {
        name: {"mean": float(mean), "from": float(low), "to": float(high)}
        for name, mean, (low, high) in zip(MEASURES, values.mean(axis=0), ranges, strict=True)
    }


def _tables(figures: Mapping[str, Any]) -> Iterator[FigureTable]:
    rows: list[tuple[Cell, ...]] = [(name, *means.values()) for name, means in figures["rankings"].items()]
    note = (
        f"{figures['cases']} clauses, on average {figures['tokens a segment']:.1f} tokens a segment. Comprehensiveness: fall of the score when "
        "the best tokens are masked (higher is better); sufficiency: fall when only they are left (lower is better); mean over the best 10, "
        f"20 and 50 % of the tokens, at least one. Random: mean of {DRAWS} orders."
    )
    yield FigureTable("Faithfulness by ranking of the tokens", ("ranking", *MEASURES), tuple(rows), note)
    differences: list[tuple[Cell, ...]] = [
        (f"{OWN} - {other}", name, *values.values())
        for other, by_measure in figures["differences"].items()
        for name, values in by_measure.items()
    ]
    yield FigureTable(
        "Differences, 95 % intervals", ("rankings", "measure", "mean", "from", "to"), tuple(differences),
        "Paired bootstrap over clauses; clauses written as one pair are drawn together.",
    )  # fmt: skip
    by_share: list[tuple[Cell, ...]] = [
        (name, measure_name, *shares.values())
        for name, measures in figures["shares"].items()
        for measure_name, shares in measures.items()
    ]
    columns = ("ranking", "measure", *(f"{share:.0%} of tokens" for share in SHARES))
    yield FigureTable("Faithfulness by share of the tokens", columns, tuple(by_share))
