"""The page: markup is shown and never obeyed, figures are strict JSON, a folder is replaced whole or not at all."""

import json
import re
import sys
from html.parser import HTMLParser
from math import inf, nan
from pathlib import Path

import pytest
from smallprint._version import __version__
from smallprint.errors import MissingExtraError, SmallprintError
from smallprint.evaluation.page import FIGURES, PAGE, check_folder, draw, plain, show_cell, write_page
from smallprint.evaluation.suite import FigureTable, Plot, SuiteResult
from smallprint.evidence import TrackName

EVIL = "<script>alert('1')</script> & \"b\""
TABLE = FigureTable("Tracks", ("system", "texts", "F1"), (("rules", 12, 0.12345), ("fused", None, nan)), "A note.")
PLOT = Plot("curve", "Precision", "recall", "precision", {"svm": ([0.0, 1.0], [1.0, 0.5])})
BROKEN = Plot("broken", "Broken", "x", "y", {"svm": ([0.0, 1.0], [1.0])})
RESULT = SuiteResult(
    "ads", "Job ads", "About ads.", (TABLE,), (PLOT,), ("no model",), {"rows": [{"f1": 0.5, "low": nan}]}
)
PNG = b"\x89PNG\r\n\x1a\n"


class Reader(HTMLParser):
    """Elements and texts of a page; a badly nested page is refused."""

    EMPTY = ("meta", "img")

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, str]] = []
        self.feed(page)
        assert not self.open

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in self.EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if data.strip():
            self.texts.append((self.open[-1], data.strip()))

    def all_texts(self, tag: str) -> list[str]:
        return [text for inside, text in self.texts if inside == tag]

    def attributes(self, tag: str, name: str) -> list[str | None]:
        return [attributes.get(name) for found, attributes in self.tags if found == tag]


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "made" / "page"


def test_page_shows_results(folder: Path) -> None:
    assert write_page([RESULT], folder) == folder / PAGE
    assert names_in(folder) == ["ads-curve.png", FIGURES, PAGE]
    assert names_in(folder.parent) == ["page"]
    page = Reader((folder / PAGE).read_text(encoding="utf-8"))
    assert page.all_texts("h1") == [f"Evaluation of smallprint {__version__}"]
    assert page.all_texts("h2") == page.all_texts("a") == ["Job ads"]
    assert page.attributes("a", "href") == ["#ads"]
    assert page.attributes("section", "id") == ["ads"]
    assert page.all_texts("p") == ["About ads.", "Absent: no model", "A note."]
    assert page.all_texts("th") == ["system", "texts", "F1"]
    assert page.attributes("th", "class") == [None, "number", "number"]
    assert page.all_texts("td") == ["rules", "12", "0.123", "fused", "-", "-"]
    assert page.attributes("td", "class") == [None, "number", "number"] * 2
    assert page.attributes("img", "src") == ["ads-curve.png"]
    assert page.attributes("img", "alt") == ["Precision: precision over recall"]


def test_page_asks_for_nothing_from_elsewhere(folder: Path) -> None:
    text = write_page([RESULT], folder).read_text(encoding="utf-8")
    assert not re.search(r"https?:|//|<script|<link|@import|url\(", text)


def test_markup_is_escaped_everywhere(folder: Path) -> None:
    table = FigureTable(EVIL, (EVIL,), ((EVIL,),), EVIL)
    plot = Plot(EVIL, EVIL, EVIL, EVIL, {EVIL: ([0.0], [1.0])})
    result = SuiteResult(EVIL, EVIL, EVIL, (table,), (plot,), (EVIL,), {EVIL: EVIL})
    text = write_page([result], folder).read_text(encoding="utf-8")
    assert "<script" not in text
    page = Reader(text)
    for tag in ("a", "h2", "th", "td"):
        assert page.all_texts(tag) == [EVIL]
    assert page.all_texts("h3") == [EVIL, EVIL]
    assert page.all_texts("p") == [EVIL, f"Absent: {EVIL}", EVIL]
    assert page.attributes("section", "id") == [EVIL]
    assert page.attributes("img", "alt") == [f"{EVIL}: {EVIL} over {EVIL}"]
    (image,) = page.attributes("img", "src")
    assert re.fullmatch(r"[a-z0-9-]+\.png", image or "")
    assert (folder / image).read_bytes().startswith(PNG)
    assert json.loads((folder / FIGURES).read_text(encoding="utf-8"))[EVIL]["figures"] == {EVIL: EVIL}


def test_figures_are_strict_json(folder: Path) -> None:
    other = SuiteResult("field", "Félds", "", figures={TrackName.DECEPTION: (1, inf), 3: {"x": -inf, "y": "ü"}})
    write_page([RESULT, other], folder)
    text = (folder / FIGURES).read_text(encoding="utf-8")
    assert "Félds" in text
    assert json.loads(text, parse_constant=pytest.fail) == {
        "ads": {"title": "Job ads", "absent": ["no model"], "figures": {"rows": [{"f1": 0.5, "low": None}]}},
        "field": {"title": "Félds", "absent": [], "figures": {"deception": [1, None], "3": {"x": None, "y": "ü"}}},
    }


def test_plain_keeps_what_json_can_hold() -> None:
    value = {"a": [1, 0.5, True, None, "x"], "b": (nan, {"c": inf})}
    assert plain(value) == {"a": [1, 0.5, True, None, "x"], "b": [None, {"c": None}]}


@pytest.mark.parametrize(
    ("cell", "shown"),
    [(0.12345, "0.123"), (1.0, "1.000"), (3, "3"), (0, "0"), ("0.5", "0.5"), ("", ""), (None, "-"), (nan, "-")],
)
def test_cells(cell: str | float | None, shown: str) -> None:
    assert show_cell(cell) == shown


def test_an_earlier_page_is_replaced_whole(folder: Path) -> None:
    write_page([RESULT], folder)
    write_page([SuiteResult("field", "Field texts", "")], folder)
    assert names_in(folder) == [FIGURES, PAGE]
    assert list(json.loads((folder / FIGURES).read_text(encoding="utf-8"))) == ["field"]
    assert "Job ads" not in (folder / PAGE).read_text(encoding="utf-8")
    assert names_in(folder.parent) == ["page"]


def test_an_empty_folder_is_used(folder: Path) -> None:
    folder.mkdir(parents=True)
    write_page([RESULT], folder)
    assert (folder / PAGE).is_file()


@pytest.mark.parametrize(
    ("others", "named"),
    [
        (["thesis.txt"], "thesis.txt"),
        ([PAGE], PAGE),
        (["holiday.png"], "holiday.png"),
        ([PAGE, FIGURES, "z.txt", "b.md"], "b.md, z.txt"),
    ],
)
def test_a_folder_of_other_things_is_refused_untouched(folder: Path, others: list[str], named: str) -> None:
    folder.mkdir(parents=True)
    for name in others:
        (folder / name).write_text("mine", encoding="utf-8")
    with pytest.raises(SmallprintError, match=re.escape(f"page holds other things: {named}\n  allowed: a new folder")):
        write_page([RESULT], folder)
    assert names_in(folder) == sorted(others)
    assert {(folder / name).read_text(encoding="utf-8") for name in others} == {"mine"}
    assert names_in(folder.parent) == ["page"]


@pytest.mark.parametrize("name", ["page.txt", "index.html", "curve.png", "figures.json"])
def test_a_file_is_no_folder(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    file.write_text("mine", encoding="utf-8")
    with pytest.raises(SmallprintError, match="allowed: a new folder"):
        check_folder(file)
    assert file.read_text(encoding="utf-8") == "mine"


def test_a_failed_plot_leaves_nothing_behind(folder: Path) -> None:
    wrong = SuiteResult("wrong", "Wrong", "", plots=(PLOT, BROKEN))
    with pytest.raises(ValueError, match="same first dimension"):
        write_page([wrong], folder)
    assert names_in(folder.parent) == []


def test_a_failed_plot_leaves_the_earlier_page(folder: Path) -> None:
    write_page([RESULT], folder)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(ValueError, match="same first dimension"):
        write_page([SuiteResult("wrong", "Wrong", "", plots=(PLOT, BROKEN))], folder)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert names_in(folder.parent) == ["page"]


def test_a_failed_move_leaves_the_earlier_page(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_page([RESULT], folder)
    rename = Path.rename

    def fail(self: Path, target: Path) -> Path:
        if target == folder and "Field texts" in (self / PAGE).read_text(encoding="utf-8"):
            raise OSError("disk full")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", fail)
    with pytest.raises(OSError, match="disk full"):
        write_page([SuiteResult("field", "Field texts", "")], folder)
    assert "Job ads" in (folder / PAGE).read_text(encoding="utf-8")
    assert names_in(folder.parent) == ["page"]


def test_missing_matplotlib_is_named_and_leaves_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    with pytest.raises(MissingExtraError, match=r"smallprint\[train\]"):
        write_page([RESULT], folder)
    assert names_in(folder.parent) == []
    write_page([SuiteResult("field", "Field texts", "", (TABLE,))], folder)  # tables alone need no matplotlib
    assert names_in(folder) == [FIGURES, PAGE]


def test_dollar_signs_are_no_formula(tmp_path: Path) -> None:
    text = r"US$ \frac{ and $ {"  # read as a formula, this could not be drawn
    draw(Plot("p", text, text, text, {text: ([0.0], [1.0])}, diagonal=True), tmp_path / "p.png")
    assert (tmp_path / "p.png").read_bytes().startswith(PNG)


def test_plots_are_the_same_each_time(tmp_path: Path) -> None:
    for name in ("a.png", "b.png"):
        draw(PLOT, tmp_path / name)
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()
