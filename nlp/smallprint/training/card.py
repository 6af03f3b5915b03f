"""The model card, written by the save step from the run record."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from smallprint.calibration.base_rate import precision_at

_HEAD = """# Model card: {name}

Written by `smallprint model train`; every figure below was computed by that run.

**What it is.** Two logistic regressions (deception, coercion) over word 1-2-grams and character 3-5-grams, calibrated, and fused with
the evidence of the rules by a logistic model with weights >= 0. Who and where (nationality, religion, sex, place) and amounts,
phones, links and handles are masked before the classifier sees a text.

**Intended use.** To rank texts for a human reader, beside the quoted wording. **Not for** automatic removal, denial, reporting, or any
statement about a person or a firm.

## Data

Seen in this run: {seen}.
Absent in this run: {absent}.

- EMSCAD ads (Vidros, Kolias, Kambourakis, Akoglu 2017): text fields only. The share of fraud in the training part is artificial; some
  rows labelled fraudulent read like copied honest ads.
- Unlabelled ordinary ads and seasonal job orders serve as weak negatives; nobody verified them.
- Licences of these texts are unverified or mixed. No text is part of this project, only trained weights.
- The flag and pass texts of the indicator files are invented for this project.

| track | positives | negatives |
|---|---|---|
{rows}

## Limits

- **Coercion was learned from invented sentences only.** Its figures measure the coverage of invented wording, not field accuracy.
- Rules fire on the invented positives by construction. The fusion therefore removes rule evidence from {silent:.0%} of the positives
  (an assumption, not a measurement), so that silence of the rules is not read as proof of innocence. The share of positives flagged and
  the precisions below are those of the invented and labelled training texts after that removal: no measure of the field.
- Probabilities are calibrated to a prevalence of {prevalence:.0%}. Use `smallprint.calibration.shift_prevalence` for another.
- English only. Text alone shows risk indicators; it never proves an offence, and a clean text is not a clearance.

## Figures of this run (out of fold, folds grouped by near-duplicate, document or indicator)
"""


def write_card(file: Path, record: Mapping[str, Any]) -> None:
    """Write the card of a trained model."""
    settings = record["settings"]
    rows = "\n".join(f"| {track} | {p} | {n} |" for track, (p, n) in record["rows"].items())
    head = _HEAD.format(
        name=settings["name"], seen="; ".join(record["seen"]), absent="; ".join(record["absent"]) or "none",
        rows=rows, silent=settings["silent"], prevalence=settings["prevalence"],
    )  # fmt: skip
    parts = [
        head,
        *(_track(name, entry) for name, entry in record["tracks"].items()),
        f"\nCatalogue {record['catalogue']}.\n",
    ]
    file.write_text("\n".join(parts), encoding="utf-8")


def _track(name: str, entry: Mapping[str, Any]) -> str:
    lines = [f"### {name}", "", "| figure | value |", "|---|---|"]
    lines += [f"| {key.replace('_', ' ')} | {value} |" for key, value in entry["metrics"].items()]
    lines += [f"| calibration chosen | {entry['calibration']['method']} |"]
    lines += [
        f"| {m}: log loss (cross-validated), Brier | {t['log_loss_cv']}, {t['brier']} |"
        for m, t in entry["calibration_trials"].items()
    ]
    sensitivity = entry["metrics"]["flagged_positives"]
    specificity = 1 - entry["metrics"]["flagged_negatives"]
    for prevalence in (0.001, 0.01, 0.05):
        value = precision_at(prevalence, sensitivity=sensitivity, specificity=specificity)
        lines.append(f"| precision if {prevalence:.1%} of texts were positive | {value:.3f} |")
    lines.append(f"| flagged at or above (with an indicator above low) | {entry['fusion']['threshold']} |")
    lines.append(f"| fusion weights (bias, low, medium, high, critical, classifier) | {entry['fusion']['weights']} |")
    return "\n".join([*lines, ""])


_ENCODER_HEAD = """# Model card: {name}

Written by `smallprint model train`; every figure below was computed by that run (fine-tuning: {minutes} minutes on {threads} threads).

**What it is.** all-MiniLM-L6-v2 (sentence-transformers, Apache-2.0; base weights sha256 {base}) fine-tuned as a token classifier: evidence
for 45 indicators, polarity, and the share of each token in two document scores. The score of a segment is the pooled evidence of its
tokens (log-sum-exp), so what is highlighted is what the score is made of. Shipped as an int8 graph ({size:.1f} MB, sha256 {graph}); a
linear model over n-grams stands beside it. Rules, scope, encoder and linear model are joined by logistic models with signed weights
(`support.json`, `stack.json`, `fusion.json`). Who and where (nationality, religion, sex, place) and amounts, dates, phones, links and
handles are masked before any model sees a text.

**Intended use.** To rank texts for a human reader, beside the quoted wording. **Not for** automatic removal, denial, reporting, or any
statement about a person or a firm.

## Data

Seen in this run: {seen}.
Absent in this run: {absent}.

- The corpus and the examples are invented for this project; the development split weighs and calibrates, the test split is not read.
- EMSCAD ads (Vidros, Kolias, Kambourakis, Akoglu 2017): text fields only. The share of fraud in the training part is artificial; some
  rows labelled fraudulent read like copied honest ads. They teach the document score, never an indicator.
- Unlabelled ordinary ads and seasonal job orders serve as weak negatives; nobody verified them.
- Licences of these texts are unverified or mixed. No text is part of this project, only trained weights.

| track | documents labelled yes | no |
|---|---|---|
{rows}

## Limits

- **Coercion was learned from invented sentences**, and so was most of deception at the level of wording. Figures on invented texts measure the
  coverage of invented wording, not field accuracy; `smallprint evaluate` prints those on labelled real texts.
- What the document score sees without any indicator is resemblance to ads labelled fraudulent, never an indicator and never above `moderate`.
- Probabilities are calibrated to a prevalence of {prevalence:.0%}. Use `smallprint.calibration.shift_prevalence` for another.
- English only. Text alone shows risk indicators; it never proves an offence, and a clean text is not a clearance.

## Figures of this run (held-out texts, grouped folds)
"""


def write_encoder_card(file: Path, record: Mapping[str, Any], *, size: int, graph: str) -> None:
    """Write the card of a trained encoder."""
    settings = record["settings"]
    head = _ENCODER_HEAD.format(
        name=settings["name"], minutes=record["minutes"], threads=settings["encoder"]["threads"], base=settings["base_sha256"][:12],
        size=size / 1e6, graph=graph[:12], seen="; ".join(record["seen"]), absent="; ".join(record["absent"]) or "none",
        rows="\n".join(f"| {track} | {yes} | {no} |" for track, (yes, no) in record["rows"].items()), prevalence=settings["prevalence"],
    )  # fmt: skip
    parts = [head, _table("Encoder alone, clauses of the development split", record["network"])]
    parts.append(_table("Rules, scope and encoder together, candidates of held-out texts", record["support_figures"]))
    parts += [_track(name, entry) for name, entry in record["tracks"].items()]
    epochs = [{"epoch": i, **{k: round(v, 3) for k, v in entry.items()}} for i, entry in enumerate(record["curve"], 1)]
    names = list(epochs[0]) if epochs else []
    lines = ["### Loss by epoch", "", f"| {' | '.join(names)} |", f"|{'---|' * len(names)}"]
    parts.append("\n".join([*lines, *(f"| {' | '.join(str(e.get(n, '-')) for n in names)} |" for e in epochs), ""]))
    used = ", ".join(f"{name} {number}" for name, number in record["versions"].items())
    parts.append(
        f"Python {record['python']}; {used}. Data digest {record['data_digest'][:12]}. Catalogue {record['catalogue']}.\n"
    )
    file.write_text("\n".join(parts), encoding="utf-8")


def _table(title: str, figures: Mapping[str, Any]) -> str:
    return "\n".join(
        [
            f"### {title}",
            "",
            "| figure | value |",
            "|---|---|",
            *(f"| {k.replace('_', ' ')} | {v} |" for k, v in figures.items()),
            "",
        ]
    )
