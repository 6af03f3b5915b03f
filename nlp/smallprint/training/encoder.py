"""Fine-tunes the encoder: token evidence, pooled segments, polarity and document scores in one loss. Needs the extra ``train``."""

from __future__ import annotations

import math
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn import functional

from smallprint.classifier.labels import DOCUMENT, EVIDENCE, NO_EVIDENCE, POLARITY
from smallprint.training.samples import Sample, joined

Array = NDArray[np.float32]
_LOG_SHARE = math.log(5.0)


@dataclass(frozen=True, slots=True)
class EncoderSettings:
    """Settings of one training. ``batch_tokens``: padded tokens a step; ``mix``: share of clauses read amid lines of ordinary ads."""

    epochs: int = 6
    learning_rate: float = 1.5e-4
    head_factor: float = 10.0
    batch_tokens: int = 1100
    warm_up: float = 0.1
    positive_weight: float = 3.0
    token_loss: float = 10.0
    polarity_loss: float = 0.3
    document_loss: float = 0.5
    pair_loss: float = 0.5
    mix: float = 0.3
    seed: int = 20
    threads: int = 2
    frozen: bool = False


Epoch = Callable[[int, dict[str, float]], None]


@dataclass(slots=True)
class Training:
    """A network in training; :meth:`run` goes on from the last finished epoch that ``folder`` holds."""

    network: Any
    settings: EncoderSettings
    samples: Sequence[Sequence[Sample]]
    folder: Path
    digest: str

    def run(self, *, step: Callable[[float], None], epoch: Epoch) -> list[dict[str, float]]:
        """Train. ``step`` hears the share done, ``epoch`` its number and losses. Returns the curve."""
        settings = self.settings
        torch.set_num_threads(settings.threads)
        torch.manual_seed(settings.seed)
        if settings.frozen:
            self.network.bert.requires_grad_(False)  # noqa: FBT003
        generator = random.Random(settings.seed)
        steps = len(list(self._batches(random.Random(settings.seed)))) * settings.epochs
        optimizer = self._optimizer()
        schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda s: _rate(s, steps, settings.warm_up))
        curve = self._restore(optimizer, schedule, generator)
        self.network.train()
        for number in range(len(curve), settings.epochs):
            losses: list[dict[str, float]] = []
            began = time.monotonic()
            for batch in self._batches(generator):
                losses.append(self._step(batch, optimizer, schedule))
                step(min(1.0, schedule.last_epoch / steps))
            curve.append({name: float(np.mean([entry[name] for entry in losses])) for name in losses[0]})
            curve[-1]["minutes"] = round((time.monotonic() - began) / 60, 1)
            epoch(number + 1, curve[-1])
            self._keep(optimizer, schedule, generator, curve)
        self.network.eval()
        return curve

    def _optimizer(self) -> torch.optim.Optimizer:
        s = self.settings
        groups = [
            {"params": [p for p in self.network.bert.parameters() if p.requires_grad], "lr": s.learning_rate},
            {"params": list(self.network.classifier.parameters()), "lr": s.learning_rate * s.head_factor},
        ]
        return torch.optim.AdamW([g for g in groups if g["params"]], weight_decay=0.01)

    def _step(self, batch: Sequence[Sample], optimizer: Any, schedule: Any) -> dict[str, float]:
        ids, mask = padded(batch)
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=has_bf16()):
            logits = self.network(ids, attention_mask=mask).logits
        parts = losses_of(logits.float(), batch, mask, self.settings)
        loss = sum(parts.values())
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        return {name: float(value.detach()) for name, value in parts.items()}

    def _batches(self, generator: random.Random) -> Iterator[list[Sample]]:
        """Groups of a pair stay together; batches hold samples of like length, in random order."""
        groups = self._groups(generator)
        groups.sort(key=lambda g: max(len(s.ids) for s in g) + generator.random() * 10)
        batches: list[list[Sample]] = []
        current: list[Sample] = []
        for group in groups:
            current += group
            if max(len(s.ids) for s in current) * len(current) > self.settings.batch_tokens:
                batches.append(current)
                current = []
        if current:
            batches.append(current)
        generator.shuffle(batches)
        yield from batches

    def _groups(self, generator: random.Random) -> list[list[Sample]]:
        surroundings = [
            s for text in self.samples for s in text if s.source not in _SHORT and 0.0 < s.weights.max() < 1.0
        ]
        pairs: dict[str, list[Sample]] = {}
        groups: list[list[Sample]] = []
        for text in self.samples:
            most = _MOST_WINDOWS.get(text[0].source, 1) if text else 0
            for sample in generator.sample(list(text), min(most, len(text))):
                mixed = sample
                if surroundings and sample.source in _SHORT and generator.random() < self.settings.mix:
                    mixed = _amid(sample, generator.choice(surroundings), generator)
                if sample.pair:
                    pairs.setdefault(sample.pair, []).append(mixed)
                else:
                    groups.append([mixed])
        return groups + list(pairs.values())

    def _keep(self, optimizer: Any, schedule: Any, generator: random.Random, curve: list[dict[str, float]]) -> None:
        state = {
            "digest": self.digest, "network": self.network.state_dict(), "optimizer": optimizer.state_dict(),
            "schedule": schedule.state_dict(), "generator": generator.getstate(), "torch": torch.get_rng_state(), "curve": curve,
        }  # fmt: skip
        self.folder.mkdir(parents=True, exist_ok=True)
        torch.save(state, self.folder / "checkpoint.tmp")
        (self.folder / "checkpoint.tmp").replace(self.folder / "checkpoint.pt")

    def _restore(self, optimizer: Any, schedule: Any, generator: random.Random) -> list[dict[str, float]]:
        file = self.folder / "checkpoint.pt"
        if not file.is_file():
            return []
        state = torch.load(file, weights_only=False)
        if state["digest"] != self.digest:
            return []
        self.network.load_state_dict(state["network"])
        optimizer.load_state_dict(state["optimizer"])
        schedule.load_state_dict(state["schedule"])
        generator.setstate(state["generator"])
        torch.set_rng_state(state["torch"])
        return list(state["curve"])


_SHORT = ("clauses", "examples")
_MOST_WINDOWS = {"clauses": 10, "examples": 10, "documents": 10, "standoff": 2, "ads": 2}
"""Windows of one text read in an epoch, drawn anew each time; 1 where nobody marked wording."""
_MOST_SURROUNDING = 60  # tokens


def _amid(sample: Sample, other: Sample, generator: random.Random) -> Sample:
    """The sample with some whole lines of an ordinary ad before or after it."""
    numbers = [n for n in range(other.count) if 0 < int((other.segments == n).sum()) <= _MOST_SURROUNDING]
    if not numbers:
        return sample
    first = generator.choice(numbers)
    chosen = np.zeros(len(other.ids), bool)
    for number in range(first, min(first + 3, other.count)):
        more = chosen | (other.segments == number)
        if more.sum() > _MOST_SURROUNDING:
            break
        chosen = more
    chosen[0] = chosen[-1] = True
    segments = np.where(other.segments[chosen] >= 0, other.segments[chosen] - first, -1)
    lines = Sample(other.ids[chosen], segments, other.weights[chosen], (), other.documents, other.source)
    return joined(lines, sample) if generator.random() < 0.5 else joined(sample, lines)


def _rate(step: int, steps: int, warm_up: float) -> float:
    return min(1.0, (step + 1) / max(1.0, steps * warm_up)) * max(0.02, 1 - step / max(1, steps))


def has_bf16() -> bool:
    """True if this processor multiplies in bfloat16; else training runs in float32."""
    return bool(torch.cpu._is_avx512_bf16_supported())  # noqa: SLF001


def padded(samples: Sequence[Sample]) -> tuple[torch.Tensor, torch.Tensor]:
    """(ids, attention mask), int64, shape (n, longest)."""
    length = max(len(s.ids) for s in samples)
    ids = torch.zeros(len(samples), length, dtype=torch.long)
    mask = torch.zeros(len(samples), length, dtype=torch.long)
    for i, sample in enumerate(samples):
        ids[i, : len(sample.ids)] = torch.from_numpy(sample.ids)
        mask[i, : len(sample.ids)] = 1
    return ids, mask


def pool_segments(evidence: torch.Tensor, sample: Sample) -> torch.Tensor:
    """The differentiable form of :func:`smallprint.classifier.labels.pool`: (n_segments, n_indicators)."""
    segments = torch.from_numpy(sample.segments)
    rows = [
        torch.logsumexp(evidence[: len(segments)][segments == n], 0) - _LOG_SHARE if bool((segments == n).any())
        else evidence.new_full((evidence.shape[1],), NO_EVIDENCE)
        for n in range(sample.count)
    ]  # fmt: skip
    return torch.stack(rows)


def losses_of(
    logits: torch.Tensor, samples: Sequence[Sample], mask: torch.Tensor, settings: EncoderSettings
) -> dict[str, torch.Tensor]:
    """The weighted parts of the loss of one batch. ``logits``: (n, longest, n_labels)."""
    evidence = logits[..., EVIDENCE]
    targets, weights = torch.zeros_like(evidence), torch.zeros(mask.shape)
    for i, sample in enumerate(samples):
        weights[i, : len(sample.ids)] = torch.from_numpy(sample.weights)
        for mark in sample.marks:
            if mark.is_asserted:
                targets[i, mark.start : mark.end, mark.indicator] = 1.0
    positive = torch.tensor(settings.positive_weight)
    token = functional.binary_cross_entropy_with_logits(evidence, targets, pos_weight=positive, reduction="none").sum(
        -1
    )
    pooled = [pool_segments(evidence[i], s) for i, s in enumerate(samples)]
    parts = {
        "tokens": settings.token_loss * (token * weights).sum() / weights.sum().clamp(min=1.0),
        "segments": _segment_loss(pooled, samples, positive),
        "polarity": settings.polarity_loss * _polarity_loss(logits[..., POLARITY], samples),
        "documents": settings.document_loss * _document_loss(logits[..., DOCUMENT], samples, mask),
        "pairs": settings.pair_loss * _pair_loss(pooled, samples),
    }
    return {name: value for name, value in parts.items() if value.requires_grad or name == "tokens"}


def _segment_loss(pooled: Sequence[torch.Tensor], samples: Sequence[Sample], positive: torch.Tensor) -> torch.Tensor:
    total, count = pooled[0].new_zeros(()), 1e-6
    for scores, sample in zip(pooled, samples, strict=True):
        target, weight = segment_targets(sample)
        loss = functional.binary_cross_entropy_with_logits(
            scores, torch.from_numpy(target), pos_weight=positive, reduction="none"
        )
        total = total + (loss.sum(-1) * torch.from_numpy(weight)).sum()
        count += float(weight.sum())
    return total / count


def segment_targets(sample: Sample) -> tuple[Array, Array]:
    """(asserted indicators (n_segments, n_indicators), weight (n_segments,))."""
    target = np.zeros((sample.count, EVIDENCE.stop), np.float32)
    weight = np.zeros(sample.count, np.float32)
    for number in range(sample.count):
        inside = sample.segments == number
        weight[number] = sample.weights[inside].max() if inside.any() else 0.0
    for mark in sample.marks:
        if mark.is_asserted:
            numbers = sample.segments[mark.start : mark.end]
            target[numbers[numbers >= 0], mark.indicator] = 1.0
    return target, weight


def _polarity_loss(logits: torch.Tensor, samples: Sequence[Sample]) -> torch.Tensor:
    rows, labels = [], []
    for i, sample in enumerate(samples):
        for mark in sample.marks:
            rows.append(logits[i, mark.start : mark.end].mean(0))
            labels.append(mark.polarity)
    return functional.cross_entropy(torch.stack(rows), torch.tensor(labels)) if rows else logits.sum() * 0.0


def _document_loss(logits: torch.Tensor, samples: Sequence[Sample], mask: torch.Tensor) -> torch.Tensor:
    mean = (logits * mask.unsqueeze(-1)).sum(1) / mask.sum(1, keepdim=True)
    labels = torch.tensor([s.documents for s in samples], dtype=torch.float32)
    known = ~labels.isnan()
    return (
        functional.binary_cross_entropy_with_logits(mean[known], labels[known])
        if bool(known.any())
        else logits.sum() * 0.0
    )


def _pair_loss(pooled: Sequence[torch.Tensor], samples: Sequence[Sample]) -> torch.Tensor:
    """In a pair, the text that asserts the indicator should score above the one that does not."""
    best: dict[str, list[tuple[bool, torch.Tensor]]] = {}
    for scores, sample in zip(pooled, samples, strict=True):
        if sample.pair:
            best.setdefault(sample.pair, []).append((sample.is_target_asserted, scores[:, sample.target].max()))
    terms = [
        functional.softplus(1.0 - high + low)
        for members in best.values() for up, high in members if up for other, low in members if not other
    ]  # fmt: skip
    return torch.stack(terms).mean() if terms else pooled[0].sum() * 0.0


def score_samples(network: Any, samples: Sequence[Sample]) -> list[Array]:
    """Outputs of each window, float32 (n_tokens, n_labels), by the network as it stands."""
    result: list[Array] = [np.empty(0, np.float32)] * len(samples)
    order = sorted(range(len(samples)), key=lambda i: len(samples[i].ids))
    was_training = network.training
    network.eval()
    with torch.inference_mode():
        for start in range(0, len(order), 32):
            chunk = order[start : start + 32]
            ids, mask = padded([samples[i] for i in chunk])
            with torch.autocast("cpu", dtype=torch.bfloat16, enabled=has_bf16()):
                logits = network(ids, attention_mask=mask).logits.float().numpy()
            for row, i in enumerate(chunk):
                result[i] = logits[row, : len(samples[i].ids)]
    network.train(was_training)
    return result
