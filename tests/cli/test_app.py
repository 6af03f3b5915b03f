from __future__ import annotations

import importlib
import socket
import sys
from importlib.util import find_spec as real_find_spec
from pathlib import Path

import pytest
from smallprint.cli.exits import ExitCode

from tests.cli.conftest import Run

command = importlib.import_module("smallprint.cli.app")


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    calls: list[list[str]] = []
    monkeypatch.setattr(command, "_serve", lambda line: calls.append(line) or 0)
    monkeypatch.setattr(command, "_check_port", lambda host, port: None)
    return calls


def test_serves_the_home_screen_without_telemetry_on_this_computer_only(run: Run, served: list[list[str]]) -> None:
    result = run("app")
    (line,) = served
    assert result.exit_code == 0
    assert line[:4] == [sys.executable, "-m", "streamlit", "run"]
    assert Path(line[4]).name == "Home.py"
    assert Path(line[4]).exists()
    settings = dict(zip(line[5::2], line[6::2], strict=True))
    assert settings["--browser.gatherUsageStats"] == "false"
    assert settings["--server.address"] == "127.0.0.1"
    assert settings["--server.port"] == "8501"
    assert settings["--server.headless"] == "true"
    assert "http://localhost:8501" in result.stderr
    assert "warning" not in result.stderr


def test_other_host_is_warned_about(run: Run, served: list[list[str]]) -> None:
    result = run("app", "--host", "0.0.0.0", "--port", "9000")
    assert "warning: everyone who can reach 0.0.0.0 can use this page; there is no login" in result.stderr
    assert "9000" in served[0]


def test_every_flag_is_known_to_streamlit(run: Run, served: list[list[str]]) -> None:
    config = pytest.importorskip("streamlit.config")
    run("app")
    known = {option.key for option in config.get_config_options().values()}
    assert {flag.removeprefix("--") for flag in served[0][5::2]} <= known


def test_missing_extra_says_how_to_install_it(
    run: Run, served: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "find_spec", lambda name: None if name == "streamlit" else real_find_spec(name))
    result = run("app")
    assert result.exit_code == ExitCode.FAILED
    assert (
        result.stderr
        == 'error: the inspector needs a part that is not installed\n  next: pip install "smallprint[app]"\n'
    )
    assert served == []


def test_taken_port_is_an_error_with_another_port(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "_serve", lambda line: pytest.fail("served"))
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = run("app", "--port", str(port))
    assert result.exit_code == ExitCode.FAILED
    assert f"cannot listen on 127.0.0.1:{port}" in result.stderr
    assert f"--port {port + 1}" in result.stderr
