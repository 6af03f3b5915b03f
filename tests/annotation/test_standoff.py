import json
from pathlib import Path

from smallprint.annotation.standoff import StandoffLabel, digest, join

TEXT = "We keep the passport."


def label(row: str, text: str = TEXT, source: str = "ads.jsonl") -> StandoffLabel:
    return StandoffLabel(source=source, row=row, sha256=digest(text), sample="trap_words", verdict="benign", spans=())


def read_ads(file: Path) -> dict[str, str]:
    return json.loads(file.read_text())


def test_labels_find_their_texts_and_say_which_did_not(tmp_path: Path) -> None:
    (tmp_path / "ads.jsonl").write_text(json.dumps({"1": TEXT, "2": TEXT + " Edited."}))
    labels = (label("1"), label("2"), label("3"), label("1", source="gone.jsonl"))
    joined = join(labels, tmp_path, {"ads.jsonl": read_ads, "gone.jsonl": read_ads})
    assert joined.texts == ((TEXT, labels[0]),)
    assert joined.changed == ("s-ads.jsonl-2", "s-ads.jsonl-3")
    assert joined.absent == ("gone.jsonl",)
