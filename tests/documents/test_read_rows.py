"""Row files: fields, wrong rows that do not stop the rest, line numbers."""

import io
import json

import pytest
from smallprint.documents import Document, RowProblem, read_rows
from smallprint.errors import UnsupportedFormatError


def rows(data: bytes | str, kind: str) -> list[Document | RowProblem]:
    return list(read_rows(io.BytesIO(data.encode() if isinstance(data, str) else data), format=kind))


def test_json_lines():
    data = '{"id": "a", "text": "Pay.", "title": "T", "kind": "ad", "lang": "en-GB", "other": [1]}\n\n{"id": 7, "text": "x"}\n'
    first, second = rows(data, "jsonl")
    assert (first.id, first.text, first.title, first.kind, first.language) == ("a", "Pay.", "T", "ad", "en")
    assert (first.source, second.source) == ("input:1", "input:3")
    assert (second.id, second.title, second.kind, second.language) == ("7", None, "unknown", None)


def test_csv_with_mark_quotes_and_line_breaks():
    data = '\ufeffID,Text,Lang\r\n1,"Pay, ""now""\r\nor go",en\r\n,second,\r\n'
    first, second = rows(data, "csv")
    assert (first.id, first.text, first.language) == ("1", 'Pay, "now"\nor go', "en")
    assert (second.id, second.text, second.source) == ("row-4", "second", "input:4")


def test_tsv():
    (only,) = rows("id\ttext\n1\tPay, now\n", "tsv")
    assert only.text == "Pay, now"


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ('{"text": "x"', "not valid JSON"),
        ("[1]", "not a JSON object"),
        ('{"id": "x"}', "`text` is missing or empty"),
        ('{"text": "  "}', "`text` is missing or empty"),
        ('{"text": 5}', "`text` is int, not a string"),
        ('{"text": "x", "kind": "poem"}', "`kind` is 'poem'"),
        ('{"text": "x", "lang": "engl!"}', "`lang` is 'engl!'"),
        ('{"text": "x", "id": [1]}', "`id` is list, not a string"),
        ("[" * 100_000, "nested too deeply"),
    ],
)
def test_wrong_json_rows_do_not_stop_the_rest(line, what):
    before, problem, after = rows('{"text": "a"}\n' + line + '\n{"text": "b"}\n', "jsonl")
    assert (before.text, after.text) == ("a", "b")
    assert isinstance(problem, RowProblem)
    assert what in problem.what
    assert (problem.source, problem.line) == ("input", 2)


def test_problem_reads_as_file_line_what_next():
    (problem,) = rows('{"text": "x", "kind": "poem"}', "jsonl")
    assert str(problem) == (
        "input:1: `kind` is 'poem'\n  next: allowed: ad, message, contract, clause, warning, unknown, or leave it out"
    )
    assert problem.problem.where == "line 1"


@pytest.mark.parametrize("kind", ["jsonl", "csv"])
def test_bytes_that_are_not_utf8(kind):
    good = {"jsonl": b'{"text": "ok"}\n', "csv": b"ok\n"}[kind]
    bad = {"jsonl": b'{"text": "caf\xe9"}\n', "csv": b"caf\xe9\n"}[kind]
    problem, after = rows((b"text\n" if kind == "csv" else b"") + bad + good, kind)
    assert problem.what == "not valid UTF-8"
    assert after.text == "ok"


def test_csv_problems():
    missing, *rest = rows("id,body\n1,x\n", "csv")
    assert missing.what == "the first row names no column `text`"
    assert rest == []
    problem, after = rows("id,text\n1,a,b\n2,c\n", "csv")
    assert (problem.line, problem.what) == (2, "3 cells, but the first row names 2 columns")
    assert after.text == "c"
    short, full = rows("text,title\nonly\nx,y\n", "csv")
    assert (short.text, short.title, full.title) == ("only", None, "y")


def test_long_cells_are_read():
    (only,) = rows("text\n" + "word " * 60_000, "csv")
    assert len(only.text) > 131_072


def test_lone_surrogates_become_replacement_characters():
    (only,) = rows(json.dumps({"text": "a\ud800b"}), "jsonl")
    assert only.text == "a\ufffdb"


def test_emoji_escaped_as_surrogate_pairs_is_kept():
    (only,) = rows(json.dumps({"text": "a😀b"}), "jsonl")
    assert only.text == "a😀b"


def test_paths_choose_the_format_and_name_the_source(tmp_path):
    path = tmp_path / "ads.JSONL"
    path.write_text('{"text": "x"}\nbroken\n')
    document, problem = read_rows(path)
    assert document.source == "ads.JSONL:1"
    assert str(problem).startswith("ads.JSONL:2: not valid JSON")


def test_text_streams_are_read():
    (only,) = read_rows(io.StringIO('{"text": "x"}'), format="jsonl")
    assert only.text == "x"


@pytest.mark.parametrize("kind", [None, "xlsx"])
def test_unknown_formats_are_refused(kind):
    with pytest.raises(UnsupportedFormatError, match="allowed: jsonl, csv, tsv"):
        list(read_rows(io.BytesIO(b""), format=kind))


def test_rows_are_streamed():
    def endless():
        while True:
            yield b'{"text": "x"}\n'

    stream = read_rows(endless(), format="jsonl")
    assert [next(stream).source for _ in range(3)] == ["input:1", "input:2", "input:3"]
