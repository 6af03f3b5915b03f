"""``smallprint app``: the screens for inspectors, served on this computer."""

from __future__ import annotations

import socket
import subprocess
import sys
from importlib.util import find_spec
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated

import typer

from smallprint.cli.exits import ExitCode, clean_exit, print_error, print_note, stop
from smallprint.errors import MissingExtraError

DEFAULT_PORT = 8501
MAX_UPLOAD_MB = 50


def app(
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port of the page.")] = DEFAULT_PORT,
    host: Annotated[
        str,
        typer.Option(help="Address to listen on. The default is reached from this computer only; there is no login."),
    ] = "127.0.0.1",
) -> None:
    """Open the inspector in a browser: paste or upload a text, see the wording, the law and what to ask next.

    Texts stay in the memory of this computer. Nothing is stored, sent or counted. Stop it with Ctrl-C.
    """
    with clean_exit():
        home = _find_home()
        _check_port(host, port)
        if not _is_local(host):
            print_note(f"warning: everyone who can reach {host} can use this page; there is no login")
        print_note(f"smallprint inspector: http://{_shown(host)}:{port}   (stop with Ctrl-C)")
        code = _serve(make_command(home, host=host, port=port))
        raise stop(ExitCode.OK if code == 0 else ExitCode.FAILED)


def make_command(home: Path, *, host: str, port: int) -> list[str]:
    """The command line that serves the app: no usage statistics, no question for an address, no file watching."""
    settings = {
        "server.address": host,
        "server.port": str(port),
        "server.headless": "true",
        "server.maxUploadSize": str(MAX_UPLOAD_MB),
        "server.fileWatcherType": "none",
        "browser.gatherUsageStats": "false",
        "logger.hideWelcomeMessage": "true",
        "client.toolbarMode": "minimal",
    }
    flags = [part for name, value in settings.items() for part in (f"--{name}", value)]
    return [sys.executable, "-m", "streamlit", "run", str(home), *flags]


def _find_home() -> Path:
    if find_spec("streamlit") is None:
        raise MissingExtraError("the inspector", 'pip install "smallprint[app]"')
    spec = find_spec("smallprint_apps")
    if spec is None or not spec.submodule_search_locations:
        raise MissingExtraError("the inspector", "install smallprint anew: its folder smallprint_apps is missing")
    return Path(next(iter(spec.submodule_search_locations))) / "Home.py"


def _check_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            what = f"cannot listen on {host}:{port} ({error.strerror})"
            print_error(f"{what}\n  next: smallprint app --port {_other(port)}")
            raise stop(ExitCode.FAILED) from error


def _other(port: int) -> int:
    return port + 1 if port < 65535 else DEFAULT_PORT


def _is_local(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else "localhost" if _is_local(host) else host


def _serve(command: list[str]) -> int:
    """Run the server until it ends. Ctrl-C reaches it too: wait for it to close."""
    with subprocess.Popen(command) as server:
        try:
            return server.wait()
        except KeyboardInterrupt:
            server.wait()
            return 0
