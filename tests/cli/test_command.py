from __future__ import annotations

import subprocess
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
import smallprint
import typer
from smallprint.cli import LAZY
from smallprint.cli.exits import ExitCode

from tests.cli.conftest import Run

DOCS = Path(__file__).parents[2] / "docs"


def test_help_names_every_command_and_says_what_it_does_not_do(run: Run) -> None:
    shown = run("--help").stdout
    for name in ("scan", "explain", "indicators", "app", *LAZY):
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


@pytest.mark.parametrize("name", list(LAZY))
def test_lazy_command_hands_on_all_arguments(run: Run, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    inner = typer.Typer()

    @inner.command()
    def work(path: str, deep: bool = False) -> None:
        typer.echo(f"{path} {deep}")

    module = type(sys)(f"smallprint.cli.{name}")
    module.app = inner
    module.__spec__ = type(sys.__spec__)(module.__name__, None)
    monkeypatch.setitem(sys.modules, module.__name__, module)
    assert run(name, "x", "--deep").stdout == "x True\n"
    assert "--deep" in run(name, "--help").stdout
    assert run(name).exit_code == ExitCode.USAGE


def test_lazy_command_that_is_not_installed(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("smallprint.cli.find_spec", lambda name: None)
    result = run("evaluate", "--help")
    assert result.exit_code == ExitCode.FAILED
    assert "`smallprint evaluate` is not part of this installation" in result.stderr


def test_the_page_of_the_command_line_is_fresh() -> None:
    spec = spec_from_file_location("make_cli", DOCS / "make_cli.py")
    assert spec is not None
    assert spec.loader is not None
    made = module_from_spec(spec)
    spec.loader.exec_module(made)
    assert (DOCS / "cli.md").read_text(encoding="utf-8") == made.make_page(), "run: python docs/make_cli.py"
