"""Suite ``emscad``: fraudulent against legitimate job ads, cross-validated on four splits from easy to honest.

Exact copies and near copies of an ad in training and test part make a split easy; which split a figure comes from says more than
the second digit of the figure.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from smallprint.evaluation.ranking import at_budget, average_precision, best_threshold, curve
from smallprint.evaluation.resample import Places, intervals
from smallprint.evaluation.suite import Cell, Context, FigureTable, Plot, SuiteResult
from smallprint.training.linear import document_folds
from smallprint.training.sources import SourceSpec, read_emscad

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]
DATA, OUT_OF_FOLD = "emscad_train.jsonl", "out_of_fold.json"
PREVALENCE = 0.0484
"""Share of fraudulent ads in the whole corpus: 866 of 17,880."""
BUDGETS = (0.01, 0.05, 0.10, 0.20)
METADATA = (
    "has_company_logo", "has_questions", "telecommuting", "employment_type", "required_experience", "required_education",
)  # fmt: skip
NEAR, ORDER, NEVER = "near_template", "order", -1
SVM, REGRESSION = "TF-IDF + linear SVM", "TF-IDF + logistic regression"
MODELS = {"encoder": "encoder", "stack": "encoder + linear"}
FIGURES = ("average_precision", "average_precision_natural", "f1")
ABOUT = (
    "Job ads of the EMSCAD corpus (2012 to 2014), scored by models that did not see them. Texts: title, profile, description, "
    "requirements, benefits. The share of fraud in this part is artificial; columns named natural are weighed to 4.84 %."
)
_NOTE = (
    "random: ads at random; exact_duplicate: equal descriptions stay together; near_template: ads of one template stay together; "
    "order: the earlier half trains, the later half tests (few legitimate ads there). Metadata leak the label: how logo and questions "
    "were collected differs between the classes. F1 is at the threshold that is best on the scores of the other folds. Intervals: 95 % "
    "bootstrap that draws whole templates."
)


@dataclass(frozen=True, slots=True)
class Ads:
    """The ads as columns of one length. ``templates``: the near-template group; ``metadata``: name and value of each field."""

    texts: tuple[str, ...]
    labels: Flags
    templates: tuple[str, ...]
    descriptions: tuple[str, ...]
    metadata: tuple[Mapping[str, str], ...]
    order: tuple[int, ...]

    def first(self, count: int | None) -> Ads:
        """The first ``count`` ads."""
        return Ads(
            self.texts[:count], self.labels[:count], self.templates[:count], self.descriptions[:count], self.metadata[:count],
            self.order[:count],
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scored:
    """Scores of one model on one split: ``rows`` that were tested, their ``scores``, and whether each lies above its threshold."""

    split: str
    model: str
    features: str
    rows: Places
    scores: Array
    flagged: Flags


def read_ads(file: Path) -> Ads:
    """The ads of a file."""
    rows = list(read_emscad(file, SourceSpec("emscad")))
    raw = [json.loads(line) for line in file.read_text(encoding="utf-8").split("\n") if line.strip()]
    return Ads(
        tuple(r.text for r in rows), np.array([bool(r.deception) for r in rows]), tuple(r.group for r in rows),
        tuple(_normalised(r) or f"ad {i}" for i, r in enumerate(raw)),
        tuple({name: str(r.get(name) or "none") for name in METADATA} for r in raw),
        tuple(int(r.get("job_id", i)) for i, r in enumerate(raw)),
    )  # fmt: skip


def _normalised(row: Mapping[str, Any]) -> str:
    return " ".join(str(row.get("description") or "").casefold().split())


def emscad_folds(groups: Sequence[str], seed: int) -> Places:
    """Fold of each ad, shape (n,). Training uses the same function, so that out-of-fold scores and baselines are of the same folds."""
    return document_folds(groups, seed=seed)


def make_splits(ads: Ads, seed: int) -> dict[str, Places]:
    """Test fold of each ad by split, shape (n,); -1 = only ever trained on."""
    later = np.argsort(np.array(ads.order), kind="stable")[len(ads.order) // 2 :]
    order = np.full(len(ads.order), NEVER, np.intp)
    order[later] = 0
    return {
        "random": emscad_folds([str(i) for i in range(len(ads.texts))], seed),
        "exact_duplicate": emscad_folds(ads.descriptions, seed),
        NEAR: emscad_folds(ads.templates, seed),
        ORDER: order,
    }


def suite(context: Context) -> SuiteResult:
    """Baselines on four splits, the out-of-fold scores of the shipped model on one."""
    title, file = "Fraudulent job ads", context.data / DATA
    if not file.is_file():
        return SuiteResult("emscad", title, ABOUT, absent=(f"no ads at {file}",))
    if find_spec("sklearn") is None:
        missing = 'the baselines need scikit-learn: pip install "smallprint[train]"'
        return SuiteResult("emscad", title, ABOUT, absent=(missing,))
    every = read_ads(file)
    splits = {name: folds[: context.limit] for name, folds in make_splits(every, context.seed).items()}
    ads = every.first(context.limit)
    fit = {name: folds for name, folds in splits.items() if _is_fit(ads, name, folds, context.seed)}
    scored = [s for name, folds in fit.items() for s in _baselines(ads, name, folds, context)]
    own, absent = _own(ads, splits[NEAR], context.model_folder / OUT_OF_FOLD)
    unfit = tuple(f"split {name}: a part has ads of one kind only" for name in splits if name not in fit)
    return _result(ads, scored, own, (*unfit, *absent), context.seed)


def _is_fit(ads: Ads, split: str, folds: Places, seed: int) -> bool:
    """Whether no part is of one kind only, nor, for the order split, a part of the folds inside its training part."""
    if not _has_both_kinds(ads.labels, folds):
        return False
    trained = np.flatnonzero(folds == NEVER)
    inner = emscad_folds([ads.templates[i] for i in trained], seed)
    return split != ORDER or _has_both_kinds(ads.labels[trained], inner)


def _has_both_kinds(labels: Flags, folds: Places) -> bool:
    """Whether every training part holds fraudulent and legitimate ads, and the tested ads do."""
    parts = [folds != fold for fold in np.unique(folds[folds != NEVER])] + [folds != NEVER]
    return all(labels[part].any() and not labels[part].all() for part in parts)


def _baselines(ads: Ads, split: str, folds: Places, context: Context) -> Iterator[Scored]:
    context.progress(f"ads, split {split}")
    tested = np.flatnonzero(folds != NEVER)
    scores = _cross_score(ads, folds)
    thresholds: dict[tuple[str, str], float] = {}
    if split == ORDER:  # one test part: its thresholds come from folds inside the training part
        trained = np.flatnonzero(folds == NEVER)
        inner = emscad_folds([ads.templates[i] for i in trained], context.seed)
        inside = _cross_score(ads, inner, rows=trained)
        thresholds = {key: best_threshold(values, ads.labels[trained]) for key, values in inside.items()}
    for (model, features), values in scores.items():
        flagged = values >= thresholds[model, features] if thresholds else _flag(values, ads.labels, folds)
        yield Scored(split, model, features, tested, values[tested], flagged[tested])


def _flag(scores: Array, labels: Flags, folds: Places) -> Flags:
    """Whether each score lies above the threshold that is best on the other folds."""
    flagged = np.zeros(len(scores), bool)
    for fold in np.unique(folds):
        inside = folds == fold
        flagged[inside] = scores[inside] >= best_threshold(scores[~inside], labels[~inside])
    return flagged


def _cross_score(ads: Ads, folds: Places, *, rows: Places | None = None) -> dict[tuple[str, str], Array]:
    """Scores, shape of ``folds``, by model and features; ``nan`` where not tested. ``rows``: the ads that ``folds`` speaks of."""
    used = np.arange(len(folds)) if rows is None else rows
    result = {(m, f): np.full(len(folds), np.nan) for m in (SVM, REGRESSION) for f in ("text", "text + metadata")}
    for fold in np.unique(folds[folds != NEVER]):
        train, test = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
        for features, (x_train, x_test) in _features(ads, used[train], used[test]).items():
            for model, fit in _FITS.items():
                result[model, features][test] = fit(x_train, ads.labels[used[train]]).decision_function(x_test)
    return result


def _features(ads: Ads, train: Places, test: Places) -> dict[str, tuple[Any, Any]]:
    from scipy.sparse import hstack
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.feature_extraction.text import TfidfVectorizer

    words = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
    fields = DictVectorizer()
    x_train = words.fit_transform([ads.texts[i] for i in train])
    x_test = words.transform([ads.texts[i] for i in test])
    m_train = fields.fit_transform([ads.metadata[i] for i in train])
    m_test = fields.transform([ads.metadata[i] for i in test])
    both = hstack([x_train, m_train]).tocsr(), hstack([x_test, m_test]).tocsr()
    return {"text": (x_train, x_test), "text + metadata": both}


def _fit_svm(x: Any, labels: Flags) -> Any:
    from sklearn.svm import LinearSVC

    return LinearSVC(random_state=0).fit(x, labels)


def _fit_regression(x: Any, labels: Flags) -> Any:
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(C=4.0, max_iter=400).fit(x, labels)


_FITS: Mapping[str, Callable[[Any, Flags], Any]] = {SVM: _fit_svm, REGRESSION: _fit_regression}


def _own(ads: Ads, folds: Places, file: Path) -> tuple[list[Scored], tuple[str, ...]]:
    """(the shipped model on the near-template split, what is absent)."""
    if not file.is_file():
        return [], (f"the model has no {OUT_OF_FOLD}: its rows are left out",)
    stored = json.loads(file.read_text(encoding="utf-8")).get("emscad", {}).get(NEAR, {})
    found = [stored.get(hashlib.sha256(text.encode()).hexdigest()) for text in ads.texts]
    missing = sum(entry is None for entry in found)
    if missing:
        return [], (f"{OUT_OF_FOLD} of the model lacks {missing} of {len(found)} ads: its rows are left out",)
    rows = np.arange(len(found))
    result = []
    for key, name in MODELS.items():
        scores = np.array([float(entry[key]) for entry in found])
        result.append(Scored(NEAR, name, "text", rows, scores, _flag(scores, ads.labels, folds)))
    return result, ()


def figures_of(scores: Array, labels: Flags, flagged: Flags) -> tuple[float, float, float]:
    """(average precision, the same at natural prevalence, F1 of fraud)."""
    right, said, there = int((labels & flagged).sum()), int(flagged.sum()), int(labels.sum())
    f1 = 2 * right / (said + there) if said + there else float("nan")
    return average_precision(scores, labels), average_precision(scores, labels, prevalence=PREVALENCE), f1


def _result(
    ads: Ads, scored: Sequence[Scored], own: Sequence[Scored], absent: tuple[str, ...], seed: int
) -> SuiteResult:
    described = [(s, _describe(ads, s, seed)) for s in (*scored, *own)]
    svm = next((s for s in scored if (s.split, s.model, s.features) == (NEAR, SVM, "text")), None)
    differences = {s.model: _difference(ads, s, svm, seed) for s in own} if svm else {}
    tables = [_table(ads, described), _budgets(described)]
    if differences:
        tables.append(_difference_table(differences))
    shown = [s for s in (*scored, *own) if s.split == NEAR and s.features == "text"] if svm else []
    return SuiteResult(
        "emscad", "Fraudulent job ads", ABOUT, tables=tuple(tables), plots=(_plot(ads, shown),), absent=absent,
        figures={
            "ads": len(ads.texts), "fraudulent": int(ads.labels.sum()), "difference_to_svm": differences,
            "rows": [{"split": s.split, "model": s.model, "features": s.features, **d} for s, d in described],
        },
    )  # fmt: skip


def _describe(ads: Ads, scored: Scored, seed: int) -> dict[str, Any]:
    labels = ads.labels[scored.rows]
    groups = [ads.templates[i] for i in scored.rows]
    values = figures_of(scored.scores, labels, scored.flagged)
    ranges = intervals(
        groups, lambda rows: figures_of(scored.scores[rows], labels[rows], scored.flagged[rows]), seed=seed
    )
    figures: dict[str, Any] = {"ads": len(labels), "fraudulent": int(labels.sum())}
    for name, value, (low, high) in zip(FIGURES, values, ranges, strict=True):
        figures |= {name: value, f"{name}_interval": (float(low), float(high))}
    figures["budgets"] = {f"{share:.0%}": at_budget(scored.scores, labels, share) for share in BUDGETS}
    return figures


def _difference(ads: Ads, own: Scored, svm: Scored, seed: int) -> dict[str, Any]:
    """Average precision of ``own`` less that of ``svm`` on the same ads, each draw of the bootstrap shared by both."""

    def statistic(rows: Places) -> tuple[float, ...]:
        first = figures_of(own.scores[rows], ads.labels[rows], own.flagged[rows])
        second = figures_of(svm.scores[rows], ads.labels[rows], svm.flagged[rows])
        return tuple(a - b for a, b in zip(first, second, strict=True))

    values = statistic(own.rows)
    ranges = intervals(ads.templates, statistic, seed=seed)
    return {
        name: {"difference": value, "interval": (float(low), float(high))}
        for name, value, (low, high) in zip(FIGURES, values, ranges, strict=True)
    }


def _table(ads: Ads, described: Sequence[tuple[Scored, Mapping[str, Any]]]) -> FigureTable:
    rows = tuple((s.split, s.model, s.features, d["ads"], d["fraudulent"], *_with_intervals(d)) for s, d in described)
    columns = ["split", "model", "features", "ads", "fraudulent"]
    for name in ("AP", "AP natural", "F1"):
        columns += [name, f"{name} from", f"{name} to"]
    return FigureTable(f"{len(ads.texts)} ads, cross-validated", tuple(columns), rows, _NOTE)


def _with_intervals(figures: Mapping[str, Any]) -> Iterator[Cell]:
    for name in FIGURES:
        yield figures[name]
        yield from figures[f"{name}_interval"]


def _budgets(described: Sequence[tuple[Scored, Mapping[str, Any]]]) -> FigureTable:
    columns = ["split", "model", "features"]
    for share in BUDGETS:
        columns += [f"precision at {share:.0%}", f"recall at {share:.0%}"]
    rows = tuple(
        (s.split, s.model, s.features, *(v for pair in d["budgets"].values() for v in pair)) for s, d in described
    )
    note = (
        "What a reviewer finds who reads only the highest-ranked share of the ads, at the share of fraud of this file."
    )
    return FigureTable("Review budgets", tuple(columns), rows, note)


def _difference_table(differences: Mapping[str, Mapping[str, Any]]) -> FigureTable:
    rows = tuple(
        (model, name.replace("_", " "), entry["difference"], *entry["interval"])
        for model, figures in differences.items()
        for name, entry in figures.items()
    )
    note = f"Same ads, same folds, same draws: {NEAR} split, text only, compared with {SVM}."
    return FigureTable("Difference to the linear SVM", ("model", "figure", "difference", "from", "to"), rows, note)


def _plot(ads: Ads, scored: Sequence[Scored]) -> Plot:
    lines = {}
    for s in scored:
        precision, recall = curve(s.scores, ads.labels[s.rows], prevalence=PREVALENCE)
        lines[s.model] = (recall.tolist(), precision.tolist())
    title = f"Precision and recall, {NEAR} split, at natural prevalence"
    return Plot("precision-recall", title, "recall", "precision", lines)
