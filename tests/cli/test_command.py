from __future__ import annotations

import subprocess
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
import smallprint
from smallprint.cli.exits import ExitCode

from tests.cli.conftest import Run

DOCS = Path(__file__).parents[2] / "docs"


def test_help_names_every_command_and_says_what_it_does_not_do(run: Run) -> None:
    shown = run("--help").stdout
    for name in ("scan", "explain", "indicators", "app", "model", "evaluate"):
        assert f"  {name} " in shown
    assert "does not establish that anyone has committed an offence" in " ".join(shown.split())


def test_version(run: Run) -> None:
    assert run("--version").stdout == f"smallprint {smallprint.__version__}\n"


def test_help_loads_no_heavy_part() -> None:
    program = (
        "import sys\nfrom smallprint.cli import app\n"
        "try:\n    app(['--help'])\nexcept SystemExit:\n    pass\n"
        "print(sorted({m.split('.')[0] for m in sys.modules} & {'spacy', 'numpy', 'trafilatura', 'streamlit', 'typst', 'pydantic'}))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize("arguments", [["model", "train", "no-such.toml"], ["evaluate", "--data", "no-such.jsonl"]])
def test_errors_of_every_command_end_as_a_message(arguments: list[str]) -> None:
    program = "from smallprint.cli import main; main()"
    done = subprocess.run([sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == ExitCode.FAILED
    assert done.stderr.startswith("error: ")
    assert arguments[-1] in done.stderr
    assert "Traceback" not in done.stderr


def test_the_page_of_the_command_line_is_fresh() -> None:
    spec = spec_from_file_location("make_cli", DOCS / "make_cli.py")
    assert spec is not None
    assert spec.loader is not None
    made = module_from_spec(spec)
    spec.loader.exec_module(made)
    assert (DOCS / "cli.md").read_text(encoding="utf-8") == made.make_page(), "run: python docs/make_cli.py"
