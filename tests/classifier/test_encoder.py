"""The shipped encoder at run time: reads to the end, masks who and where, refuses a damaged folder and a wrong setting."""

import os
import shutil
import subprocess
import sys

import numpy as np
import pytest
from smallprint.classifier.encoder import SMALLPRINT_THREADS, default_threads
from smallprint.classifier.labels import INDICATORS
from smallprint.classifier.store import load_model, models_folder
from smallprint.documents.document import Document
from smallprint.errors import ModelError
from smallprint.evidence import TrackName
from smallprint.scoring.reading import read

CLAUSE = "The employer shall hold the worker's passport in its safe until the contract has ended."
FILLER = "The staff room on the second floor has lockers, a kettle and a notice board with the weekly rota. "


@pytest.fixture(scope="module")
def encoder():
    return load_model("encoder").encoder


def test_a_long_contract_is_read_to_its_end(encoder):
    masked = read(Document(FILLER * 900 + CLAUSE, kind="contract")).masked
    evidence = encoder.read(masked)
    assert len(set(evidence.segments)) == len(masked.segments)
    assert evidence.ends[-1] == len(masked.text)
    scores = evidence.scores[:, INDICATORS.index("B01")]
    assert scores.argmax() == len(masked.segments) - 1
    assert scores[-1] > scores[:-1].max() + 2


def test_evidence_does_not_hang_on_place_amount_or_nationality(encoder):
    first, second = (
        encoder.read(read(Document(text, kind="ad")).masked)
        for text in (
            "Indian nurses for Doha must pay 900 USD to the agency before the visa.",
            "Polish nurses for Berlin must pay 70 EUR to the agency before the visa.",
        )
    )
    assert np.array_equal(first.scores, second.scores)


def test_document_score_is_the_mean_of_its_windows(encoder):
    evidence = encoder.read(read(Document(FILLER * 40)).masked)
    assert len(evidence.documents) > 2
    for place, track in enumerate(TrackName):
        assert evidence.document_score(track) == pytest.approx(evidence.documents[:, place].mean())
    best = evidence.documents[:, 0].argmax()
    assert evidence.strongest_windows(TrackName.DECEPTION, 1) == (evidence.spans[best],)


def test_empty_text_has_no_evidence(encoder):
    evidence = encoder.read(read(Document("")).masked)
    assert evidence.scores.shape == (0, len(INDICATORS))
    assert np.isnan(evidence.document_score(TrackName.DECEPTION))


def test_a_damaged_graph_is_refused(tmp_path):
    folder = tmp_path / "encoder"
    shutil.copytree(models_folder() / "encoder", folder)
    graph = folder / "model.onnx"
    data = bytearray(graph.read_bytes())
    data[len(data) // 2] ^= 1
    graph.write_bytes(bytes(data))
    with pytest.raises(ModelError, match=r"model\.onnx is missing or damaged"):
        load_model(str(folder))


def test_threads_are_a_setting(monkeypatch):
    monkeypatch.setenv(SMALLPRINT_THREADS, "3")
    assert default_threads() == 3
    for wrong in ("0", "two", "-1"):
        monkeypatch.setenv(SMALLPRINT_THREADS, wrong)
        with pytest.raises(ModelError, match=SMALLPRINT_THREADS):
            default_threads()


def test_no_torch_at_run_time():
    code = "import sys; sys.modules['torch'] = None; import smallprint; print(smallprint.analyse('Pay 90 USD first.').versions.model)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("encoder sha256:")


def test_reading_leaves_no_trace_and_opens_no_connection(tmp_path):
    code = (
        "import socket, smallprint\n"
        "def refuse(*_a, **_k): raise AssertionError('a connection')\n"
        "socket.socket.connect = refuse\n"
        "smallprint.analyse('Pay 90 USD first.')\n"
    )
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "PYTHONPATH", "LANG", "VIRTUAL_ENV")}
    home = {"HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache"), "TMPDIR": str(tmp_path)}
    subprocess.run([sys.executable, "-c", code], env=kept | home, check=True, timeout=120)
    assert [file for file in tmp_path.rglob("*") if file.is_file()] == []


def test_the_model_is_small_enough_to_ship():
    folder = models_folder() / "encoder"
    assert (folder / "model.onnx").stat().st_size < 40e6
    assert sum(file.stat().st_size for file in folder.iterdir()) < 40e6
