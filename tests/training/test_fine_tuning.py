"""Training, export and the way back, on a tiny network: the same code paths as the real one."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from smallprint.annotation.records import Span
from smallprint.classifier.encoder import GRAPH, TOKENIZER, EncoderClassifier
from smallprint.classifier.labels import EVIDENCE, INDICATORS, LABELS, pool
from smallprint.classifier.windows import WindowMaker
from smallprint.documents.document import Document
from smallprint.errors import ModelError, SmallprintError
from smallprint.evidence import Polarity
from smallprint.scoring.reading import read
from smallprint.training.base_encoder import find_base, write_tokenizer
from smallprint.training.encoder import EncoderSettings, Training, pool_segments, segment_targets
from smallprint.training.export import export_graph, quantise
from smallprint.training.labelled import LabelledText
from smallprint.training.samples import joined, make_samples
from smallprint.training.sources import read_config
from smallprint.training.to_transformers import build_folder
from tokenizers import Tokenizer
from transformers import BertConfig, BertForTokenClassification

CONFIG = Path("models/configs/encoder.toml")
SETTINGS = EncoderSettings(epochs=2, learning_rate=3e-3, batch_tokens=200, mix=0.5, threads=1)
FEE = "The candidate shall pay the agency a fee of 400 EUR before the visa."
FREE = "The agency charges candidates nothing; the client pays 400 EUR before the visa."
ORDINARY = "Kitchen porter wanted in Leeds. Evenings and weekends. Staff meals. Apply in person with your rota wishes."


def texts():
    fee = Span(start=FEE.index("shall"), end=FEE.index(" before"), indicator="A01", polarity=Polarity.IMPOSES)
    free = Span(start=0, end=FREE.index(";"), indicator="A01", polarity=Polarity.EMPLOYER_BEARS)
    pair = [
        LabelledText(FEE, "clauses", "g1", spans=(fee,), pair="p", target="A01", is_target_asserted=True),
        LabelledText(FREE, "clauses", "g1", spans=(free,), pair="p", target="A01"),
    ]
    return [*pair, LabelledText(ORDINARY, "ads", "g2", weak=True, deception=False, coercion=False)] * 6


@pytest.fixture(scope="module")
def tokenizer_file(tmp_path_factory):
    settings, _specs = read_config(CONFIG)
    file = tmp_path_factory.mktemp("tokenizer") / TOKENIZER
    write_tokenizer(find_base(str(settings["base"]), str(settings["base_sha256"])), file)
    return file


@pytest.fixture(scope="module")
def samples(tokenizer_file):
    return make_samples(texts(), WindowMaker(Tokenizer.from_file(str(tokenizer_file))))


def tiny():
    torch.manual_seed(1)
    config = BertConfig(
        vocab_size=30522,
        hidden_size=48,
        num_hidden_layers=2,
        num_attention_heads=12,
        intermediate_size=96,
        num_labels=len(LABELS),
    )
    return BertForTokenClassification(config)


def train(samples, folder, settings=SETTINGS):
    network = tiny()
    run = Training(network, settings, samples, folder, "digest")
    return network, run.run(step=lambda _share: None, epoch=lambda _number, _losses: None)


def test_samples_carry_marks_weights_and_masks(samples):
    (fee,), (free,), (ordinary,) = samples[:3]
    (mark,) = fee.marks
    assert mark.is_asserted
    assert INDICATORS[mark.indicator] == "A01"
    assert not free.marks[0].is_asserted
    assert segment_targets(fee)[0].sum() == 1
    assert segment_targets(free)[0].sum() == 0
    assert set(ordinary.weights) == {0.0, 0.5}  # special tokens do not count; unlabelled text counts half
    assert ordinary.documents == (0.0, 0.0)


def test_joining_keeps_marks_on_their_tokens(samples):
    (fee,), (ordinary,) = samples[0], samples[2]
    both = joined(ordinary, fee)
    (old,), (new,) = fee.marks, both.marks
    assert (both.ids[new.start : new.end] == fee.ids[old.start : old.end]).all()
    assert both.count == ordinary.count + fee.count
    assert np.isnan(both.documents).all()


def test_pooling_in_training_is_the_pooling_at_run_time(samples):
    (sample,) = samples[2]
    evidence = torch.randn(len(sample.ids), EVIDENCE.stop)
    expected = pool(evidence.numpy(), sample.segments, sample.count)
    assert np.allclose(pool_segments(evidence, sample).numpy(), expected, atol=1e-4)


def test_training_lowers_the_loss_and_goes_on_where_it_stopped(samples, tmp_path):
    network, curve = train(samples, tmp_path / "whole")
    assert curve[-1]["segments"] < curve[0]["segments"]
    short = replace(SETTINGS, epochs=2)
    stopped = Training(tiny(), short, samples, tmp_path / "parts", "digest")

    class StopNowError(Exception):
        pass

    def stop(number, _losses):
        if number == 2:
            raise StopNowError

    with pytest.raises(StopNowError):
        stopped.run(step=lambda _share: None, epoch=stop)
    resumed, resumed_curve = train(samples, tmp_path / "parts")
    assert len(resumed_curve) == 2
    for name, value in network.state_dict().items():
        assert torch.allclose(value, resumed.state_dict()[name], atol=1e-5), name


def test_checkpoint_of_other_data_is_not_taken(samples, tmp_path):
    train(samples, tmp_path)
    other = Training(tiny(), replace(SETTINGS, epochs=1), samples, tmp_path, "another digest")
    assert len(other.run(step=lambda _share: None, epoch=lambda _n, _l: None)) == 1


@pytest.fixture(scope="module")
def model_folder(samples, tokenizer_file, tmp_path_factory):
    folder = tmp_path_factory.mktemp("model")
    network, _curve = train(samples, folder / "work")
    export_graph(network, folder / "float32.onnx")
    quantise(folder / "float32.onnx", folder / GRAPH)
    (folder / TOKENIZER).write_bytes(tokenizer_file.read_bytes())
    return folder


def test_int8_graph_reads_a_text_and_is_near_float32(model_folder):
    masked = read(Document(f"{FEE}\n{ORDINARY}")).masked
    small = EncoderClassifier.load(model_folder, threads=1)
    evidence = small.read(masked)
    whole = EncoderClassifier(model_folder / "float32.onnx", model_folder / TOKENIZER, threads=1).read(masked)
    assert evidence.scores.shape == (len(masked.segments), len(INDICATORS))
    assert np.abs(evidence.scores - whole.scores).max() < 0.5
    assert {masked.text[a:b] for a, b in zip(evidence.starts, evidence.ends, strict=True)} >= {"400 EUR", "visa"}


def test_batched_reading_equals_reading_alone(model_folder):
    encoder = EncoderClassifier(model_folder / "float32.onnx", model_folder / TOKENIZER, threads=1)
    inputs = [read(Document(text)).masked for text in (FEE, ORDINARY, FREE)]
    for masked, together in zip(inputs, encoder.read_many(inputs), strict=True):
        assert np.allclose(encoder.read(masked).scores, together.scores, atol=1e-3)


def test_folder_for_transformers_holds_the_same_weights(model_folder, tmp_path):
    folder = build_folder(model_folder, tmp_path / "hf")
    network, info = BertForTokenClassification.from_pretrained(folder, output_loading_info=True)
    assert not info["missing_keys"]
    assert not info["unexpected_keys"]
    assert json.loads((folder / "config.json").read_text())["id2label"]["0"] == "A01"
    windows = EncoderClassifier.load(model_folder, threads=1).windows(read(Document(FEE)).masked)
    (ids,) = [w.ids for w in windows]
    with torch.no_grad():
        logits = network.eval()(torch.tensor([ids])).logits[0].numpy()
    (shipped,) = EncoderClassifier.load(model_folder, threads=1).run(windows)
    assert np.abs(logits - shipped).max() < 0.5
    with pytest.raises(SmallprintError, match="not empty"):
        build_folder(model_folder, folder)


def test_folder_for_transformers_needs_an_encoder(tmp_path):
    with pytest.raises(ModelError, match="no encoder"):
        build_folder(Path("models/smallprint_models/linear"), tmp_path / "hf")


def test_base_encoder_with_another_digest_is_refused():
    settings, _specs = read_config(CONFIG)
    with pytest.raises(ModelError, match="digest"):
        find_base(str(settings["base"]), "0" * 64)
