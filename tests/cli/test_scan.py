from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from smallprint.cli.exits import ExitCode
from smallprint.cli.inputs import Kind
from smallprint.documents import KINDS

from tests.cli.conftest import Run, write

pytestmark = pytest.mark.usefixtures("faked")


def rows(stdout: str) -> list[dict]:
    return [json.loads(line) for line in stdout.splitlines()]


def names_in(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def test_one_file_gives_one_line(folder: Path, run: Run) -> None:
    write(folder, [("offer.txt", "HARD words here, please read")])
    result = run("scan", "offer.txt")
    (report,) = rows(result.stdout)
    assert (result.exit_code, result.stderr) == (0, "")
    assert (report["id"], report["document"]["source"]) == ("offer.txt", "offer.txt")
    assert report["tracks"]["coercion"]["flagged"] is True
    assert "text" not in report


def test_with_text(folder: Path, run: Run) -> None:
    write(folder, [("offer.txt", "HARD words here")])
    assert rows(run("scan", "offer.txt", "--with-text").stdout)[0]["text"] == "HARD words here"


def test_text_shows_the_quote_and_the_fixed_sentence(folder: Path, run: Run) -> None:
    write(folder, [("offer.txt", "HARD words here")])
    stdout = run("scan", "offer.txt", "--format", "text").stdout
    assert "HARD" in stdout
    assert "does not establish that anyone has committed an offence" in " ".join(stdout.split())
    assert "\x1b" not in stdout


def test_folder_is_read_with_all_below_it_in_order_of_path(folder: Path, run: Run) -> None:
    write(
        folder,
        [
            ("d/b.txt", "b text"),
            ("d/a/z.md", "z text"),
            ("d/.hidden.txt", "h"),
            ("d/.git/x.txt", "x"),
            ("d/c.toml", "c"),
        ],
    )
    result = run("scan", "d")
    assert [Path(r["id"]).as_posix() for r in rows(result.stdout)] == ["d/a/z.md", "d/b.txt"]
    assert result.stderr == "2 texts read: 2 none, 1 files of other formats passed over\n"


ROWS = (
    '{"id": "a", "text": "HARD one"}\n{"id": "b"}\nnot json\n{"id": "c", "text": "plain", "kind": "ad", "lang": "de"}\n'
)


def test_rows_are_reported_in_order_and_bad_rows_named_by_line(folder: Path, run: Run) -> None:
    write(folder, [("in/ads.jsonl", ROWS)])
    result = run("scan", "in/ads.jsonl", "--format", "jsonl")
    assert [r["id"] for r in rows(result.stdout)] == ["a", "c"]
    assert "error: in/ads.jsonl:2: `text` is missing or empty" in result.stderr
    assert "error: in/ads.jsonl:3: not valid JSON" in result.stderr
    assert result.exit_code == ExitCode.PARTIAL
    assert "2 texts read: 1 none, 1 strong, 2 could not be read or written" in result.stderr


def test_csv_rows(folder: Path, run: Run) -> None:
    write(folder, [("ads.csv", 'id,text\n1,"one, HARD"\n2,two\n')])
    assert [r["id"] for r in rows(run("scan", "ads.csv").stdout)] == ["1", "2"]


def test_kind_and_language_fill_what_a_row_leaves_open(folder: Path, run: Run) -> None:
    write(folder, [("ads.jsonl", ROWS)])
    found = rows(run("scan", "ads.jsonl", "--kind", "message", "--lang", "en").stdout)
    assert [(r["document"]["kind"], r["document"]["language"]) for r in found] == [("message", "en"), ("ad", "de")]


def test_unreadable_file_does_not_stop_the_others(folder: Path, run: Run) -> None:
    write(folder, [("a.txt", "a text"), ("empty.txt", ""), ("z.txt", "z text")])
    result = run("scan", "a.txt", "missing.txt", "empty.txt", "z.txt")
    assert [r["id"] for r in rows(result.stdout)] == ["a.txt", "z.txt"]
    assert result.exit_code == ExitCode.PARTIAL
    assert "error: missing.txt: there is no such file" in result.stderr
    assert "error: empty.txt: the file is empty" in result.stderr


def test_failing_analysis_does_not_stop_the_others(folder: Path, run: Run) -> None:
    write(folder, [("ads.jsonl", '{"text": "CRASH"}\n{"text": "fine"}\n')])
    result = run("scan", "ads.jsonl")
    assert len(rows(result.stdout)) == 1
    assert "error: ads.jsonl:1: could not be analysed (ZeroDivisionError: deliberate)" in result.stderr


def test_broken_catalogue_stops_the_scan(folder: Path, run: Run) -> None:
    write(folder, [("ads.jsonl", '{"text": "BROKEN"}\n{"text": "fine"}\n')])
    result = run("scan", "ads.jsonl")
    assert (result.exit_code, result.stdout) == (ExitCode.FAILED, "")
    assert "1 problem in A01.toml" in result.stderr


@pytest.mark.parametrize(
    ("texts", "options", "code"),
    [
        (["HARD"], [], ExitCode.OK),
        (["HARD"], ["--exit-code"], ExitCode.FLAGGED),
        (["SOFT"], ["--exit-code"], ExitCode.OK),
        (["HARD", ""], ["--exit-code"], ExitCode.PARTIAL),
        ([""], ["--exit-code"], ExitCode.NOTHING_READ),
    ],
)
def test_exit_codes(folder: Path, run: Run, texts: list[str], options: list[str], code: ExitCode) -> None:
    write(folder, [(f"{number}.txt", text) for number, text in enumerate(texts)])
    assert run("scan", ".", *options).exit_code == code


def test_empty_folder_reads_nothing(folder: Path, run: Run) -> None:
    result = run("scan", ".")
    assert (result.exit_code, result.stderr) == (ExitCode.NOTHING_READ, "0 texts read\n")


@pytest.mark.parametrize(("level", "ids"), [("weak", ["h", "s"]), ("moderate", ["h"]), ("strong", ["h"])])
def test_min_level_filters_what_is_written_and_the_summary_counts_all(
    folder: Path, run: Run, level: str, ids: list[str]
) -> None:
    texts = {"h": "HARD", "s": "SOFT", "n": "nothing", "o": "ODD"}
    write(folder, [("x.jsonl", "".join(json.dumps({"id": k, "text": v}) + "\n" for k, v in texts.items()))])
    result = run("scan", "x.jsonl", "--min-level", level)
    assert [r["id"] for r in rows(result.stdout)] == ids
    assert result.stderr == "4 texts read: 1 none, 1 weak, 1 strong, 1 not measurable\n"


def test_stdin_is_one_text(run: Run) -> None:
    (report,) = rows(run("scan", "-", stdin="HARD\nsecond line").stdout)
    assert (report["id"], report["document"]["characters"]) == ("stdin", 16)


def test_stdin_as_rows(run: Run) -> None:
    result = run("scan", "-", "--stdin-format", "jsonl", stdin=ROWS)
    assert [r["id"] for r in rows(result.stdout)] == ["a", "c"]
    assert "error: stdin:2:" in result.stderr


def test_json_of_one_file_is_an_object_and_of_several_an_array(folder: Path, run: Run) -> None:
    write(folder, [("a.txt", "a text"), ("b.txt", "b text")])
    assert json.loads(run("scan", "a.txt", "--format", "json").stdout)["id"] == "a.txt"
    assert [r["id"] for r in json.loads(run("scan", ".", "--format", "json").stdout)] == ["a.txt", "b.txt"]
    assert json.loads(run("scan", "b.txt", "nope.txt", "--format", "json").stdout)[0]["id"] == "b.txt"


def test_empty_json_and_csv_are_still_whole(folder: Path, run: Run) -> None:
    write(folder, [("a.jsonl", '{"text": "plain"}\n')])
    assert json.loads(run("scan", "a.jsonl", "--format", "json", "--min-level", "weak").stdout) == []
    assert run("scan", "a.jsonl", "--format", "csv", "--min-level", "weak").stdout.lstrip("\ufeff").startswith("id,")


def test_csv_has_one_head_row(folder: Path, run: Run) -> None:
    write(folder, [("a.txt", "HARD"), ("b.txt", "plain")])
    text = run("scan", ".", "--format", "csv").stdout
    table = list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"))))
    assert [row["id"] for row in table] == ["a.txt", "b.txt"]
    assert text.count("\ufeff") == 1


def test_out_file_names_the_format_and_leaves_no_temporary_file(folder: Path, run: Run) -> None:
    write(folder, [("a.txt", "HARD")])
    assert run("scan", "a.txt", "--out", "report.html").exit_code == 0
    assert (folder / "report.html").read_text(encoding="utf-8").lower().startswith("<!doctype html")
    assert names_in(folder) == ["a.txt", "report.html"]


def test_pdf_goes_to_a_file_or_a_pipe(folder: Path, run: Run) -> None:
    write(folder, [("a.txt", "HARD")])
    run("scan", "a.txt", "--out", "report.pdf")
    assert (folder / "report.pdf").read_bytes().startswith(b"%PDF")
    assert run("scan", "a.txt", "--format", "pdf").stdout_bytes.startswith(b"%PDF")


def test_existing_file_is_kept_without_force(folder: Path, run: Run) -> None:
    write(folder, [("a.txt", "HARD"), ("out.jsonl", "old")])
    result = run("scan", "a.txt", "--out", "out.jsonl")
    assert result.exit_code == ExitCode.USAGE
    assert "out.jsonl: the file exists already" in result.stderr
    assert "--force" in result.stderr
    assert (folder / "out.jsonl").read_text() == "old"
    assert run("scan", "a.txt", "--out", "out.jsonl", "--force").exit_code == 0
    assert (folder / "out.jsonl").read_text() != "old"


@pytest.mark.parametrize(("word", "code"), [("STOP", ExitCode.INTERRUPTED), ("BROKEN", ExitCode.FAILED)])
def test_stopped_scan_leaves_no_half_file(folder: Path, run: Run, word: str, code: ExitCode) -> None:
    write(folder, [("in.jsonl", f'{{"text": "fine"}}\n{{"text": "{word}"}}\n'), ("out.jsonl", "old")])
    result = run("scan", "in.jsonl", "--out", "out.jsonl", "--force")
    assert result.exit_code == code
    assert "Traceback" not in result.stderr
    assert (folder / "out.jsonl").read_text() == "old"
    assert names_in(folder) == ["in.jsonl", "out.jsonl"]


def test_several_web_pages_go_into_a_folder_under_distinct_names(folder: Path, run: Run) -> None:
    write(folder, [("in/offer.txt", "a"), ("in/sub/offer.txt", "b"), ("in/ads.jsonl", '{"id": "x/1", "text": "c"}\n')])
    assert run("scan", "in", "--format", "html", "--out", "reports").exit_code == 0
    assert names_in(folder / "reports") == ["ads-x_1.html", "offer-2.html", "offer.html"]
    again = run("scan", "in", "--format", "html", "--out", "reports")
    assert again.exit_code == ExitCode.PARTIAL
    assert again.stderr.count("exists already") == 3


def test_a_slash_makes_a_folder_of_it(folder: Path, run: Run) -> None:
    write(folder, [("a.txt", "HARD")])
    assert run("scan", "a.txt", "--out", "reports/", "--format", "json").exit_code == 0
    assert names_in(folder / "reports") == ["a.json"]


def test_names_in_the_folder_cannot_leave_it(folder: Path, run: Run) -> None:
    write(folder, [("in.jsonl", '{"id": "../../evil", "text": "c"}\n')])
    run("scan", "in.jsonl", "--format", "pdf", "--out", "reports")
    assert names_in(folder / "reports") == ["in-.._.._evil.pdf"]


@pytest.mark.parametrize(
    "options", [["--format", "html"], ["--format", "pdf"], ["--out", "one.pdf"], ["--out", "one.html"]]
)
def test_several_web_pages_or_pdfs_need_a_folder(folder: Path, run: Run, options: list[str]) -> None:
    write(folder, [("a.txt", "a"), ("b.txt", "b")])
    result = run("scan", "a.txt", "b.txt", *options)
    assert result.exit_code == ExitCode.USAGE
    assert "next:" in result.stderr


def test_out_in_a_missing_folder_says_so(folder: Path, run: Run) -> None:
    write(folder, [("a.txt", "a")])
    result = run("scan", "a.txt", "--out", "no/such/report.html")
    assert result.exit_code == ExitCode.FAILED
    assert "cannot be written" in result.stderr


def test_no_argument_and_wrong_choice_are_usage_errors(run: Run) -> None:
    assert run("scan").exit_code == ExitCode.USAGE
    assert run("scan", "x", "--format", "docx").exit_code == ExitCode.USAGE


def test_kinds_are_those_of_documents() -> None:
    assert tuple(Kind) == KINDS


def test_every_exit_code_is_explained_in_the_help(run: Run) -> None:
    shown = run("scan", "--help").stdout
    assert all(f"{code.value}  {code.meaning}" in shown for code in ExitCode)


def test_closed_pipe_ends_quietly(folder: Path) -> None:
    """The real program, with its output cut off by the reader after one line."""
    write(folder, [("ads.jsonl", "".join(json.dumps({"text": f"word {n} " * 2000}) + "\n" for n in range(40)))])
    program = (
        "import smallprint\nfrom tests.cli.conftest import fake_analyse\nsmallprint.analyse = fake_analyse\n"
        "from smallprint.cli import main\nmain()"
    )
    root = Path(__file__).parents[2]
    with subprocess.Popen(
        [sys.executable, "-c", program, "scan", "ads.jsonl", "--with-text", "--format", "jsonl"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(root), *sys.path])},
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == ExitCode.OK
