"""The first screen: put a text in, read what was found in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import streamlit as st
from smallprint.documents.language import language_name
from smallprint.render.words import DOCUMENT_KINDS, HOW_TO_READ, SEVERITY_NOTE
from smallprint.report import Level, Report
from streamlit.runtime.uploaded_file_manager import UploadedFile

from smallprint_apps import state
from smallprint_apps.downloads import DOWNLOADS
from smallprint_apps.widgets.dimensions import (
    build_background,
    build_dimensions,
    build_limits,
    build_next_steps,
    build_notices,
    build_versions,
)
from smallprint_apps.widgets.findings import build_considered, build_findings
from smallprint_apps.widgets.highlight import build_legend, build_text
from smallprint_apps.widgets.markup import show, show_flat
from smallprint_apps.widgets.tracks import build_tracks

LONGEST_PASTE = 1_000_000
KIND_HELP = "A contract is judged by other wording than an advertisement. Leave it open if you are not sure."
FILE_HELP = (
    "Text, PDF, Word (.docx), web page, e-mail (.eml) or a photo of a page. Save old Word files (.doc) as .docx first."
)


def main() -> None:
    """The report if there is a text to show, else the ways to put one in."""
    report = state.current_report()
    if report is None:
        show_entry()
    else:
        show_report(report)


def show_entry() -> None:
    """Paste, file or sample; above them what went wrong last time."""
    st.html(
        '<div class="sp-masthead"><h1>Read the small print</h1>'
        "<p>Paste or open a job offer, a message or a work contract. You see the wording that published "
        "indicators of recruitment fraud and forced labour warn about, and what was "
        "looked at and left alone. The text stays on this machine and is not stored.</p></div>"
    )
    failure = state.current_failure()
    if failure:
        st.html(_alert(failure))
    paste, file, sample = st.tabs(["Paste a text", "Open a file", "Try a sample"], key="ways", on_change="rerun")
    with paste:
        _paste_form()
    with file:
        _file_form()
    with sample:
        _sample_form()


def _alert(failure: state.Failure) -> str:
    parts = [("Allowed", failure.allowed), ("What to do", failure.hint)]
    lines = "".join(f"<p>{name}: {show(words)}</p>" for name, words in parts if words)
    return f'<div class="sp-alert" role="alert"><b>{show(failure.what)}</b>{lines}</div>'


def _paste_form() -> None:
    with st.form("paste", border=False):
        text = st.text_area(
            "Text of the offer or contract", key="pasted", height=300, max_chars=LONGEST_PASTE, persist_state="session",
            placeholder="Paste the words here. Leave names out if you can; they are not needed.",
        )  # fmt: skip
        kind = _choose_kind("paste_kind")
        if st.form_submit_button("Read the text", type="primary", icon=":material/search:"):
            _read(lambda: state.open_text(text or "", kind))
        st.caption("Ctrl + Enter in the box does the same.")


def _file_form() -> None:
    with st.form("file", border=False):
        upload = st.file_uploader(
            "File with the offer or contract", type=list(state.UPLOAD_TYPES), max_upload_size=state.UPLOAD_LIMIT_MB,
            help=FILE_HELP,
        )  # fmt: skip
        kind = _choose_kind("file_kind")
        if st.form_submit_button("Read the file", type="primary", icon=":material/search:"):
            _read(lambda: _open_upload(upload, kind))


def _sample_form() -> None:
    samples = state.find_samples()
    if not samples:
        st.html('<div class="sp-empty">No samples are installed here. They come with the source of smallprint.</div>')
        return
    with st.form("sample", border=False):
        sample = st.selectbox("Invented sample text", samples, format_func=lambda s: s.label)
        st.caption(
            "Half of the samples are honest look-alikes: they carry the same words and should stay without findings."
        )
        if st.form_submit_button("Read the sample", type="primary", icon=":material/search:"):
            _read(lambda: state.open_bytes(sample.path.read_bytes(), sample.path.name, sample.kind))


def _open_upload(upload: UploadedFile | None, kind: str) -> None:
    if upload is None:
        state.fail(state.Failure("No file is chosen yet.", hint="Choose a file with the button above, then read it."))
    else:
        state.open_bytes(upload.getvalue(), upload.name, kind)


def _read(open_it: Callable[[], None]) -> None:
    """Open and analyse under a spinner at the button, then draw the screen anew."""
    with st.spinner("Reading the text ..."):
        open_it()
        state.current_report()
    st.rerun()


def _choose_kind(key: str) -> str:
    kinds = ["unknown", "ad", "message", "contract", "clause", "warning"]
    return st.selectbox(
        "What is it?", kinds, key=key, format_func=lambda k: DOCUMENT_KINDS[k].capitalize(), help=KIND_HELP, width=320
    )


def show_report(report: Report) -> None:
    """Results first, then the text beside the findings, then everything else."""
    _show_head(report)
    st.html(build_tracks(report))
    _show_html(build_notices(report))
    left, right = st.columns([6, 5], gap="medium")
    with left, st.container(key="sp_text_pane"):
        _show_text(report)
    with right:
        _show_findings(report)
    _show_more(report)


def _show_head(report: Report) -> None:
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.html(f'<div class="sp-source">{_describe(report)}</div>', width="content")
        with st.container(horizontal=True, width="content", vertical_alignment="center"):
            for item in DOWNLOADS:
                st.download_button(
                    item.label, item.make(report), item.name(report), item.mime, key=f"download_{item.format.value}",
                    on_click="ignore", icon=":material/download:", help=f"Download this report as {item.label}",
                )  # fmt: skip
            if st.button("Read another text", icon=":material/arrow_back:", key="another"):
                state.close()
                st.rerun()


def _describe(report: Report) -> str:
    document = report.document
    name = show_flat(document.source or "Pasted text", limit=80)
    pages = [f"{document.pages} pages"] if document.pages > 1 else []
    language = language_name(document.language) if document.language else "language not told"
    facts = [DOCUMENT_KINDS[document.kind].capitalize() if document.kind != "unknown" else "Kind not stated", language]
    return f"<h1>{name}</h1><span>{show(' · '.join([*facts, f'{document.characters:,} characters', *pages]))}</span>"


def _show_text(report: Report) -> None:
    st.html("<h2>The text</h2>")
    with_considered = False
    if report.considered:
        with_considered = st.toggle(
            f"Also mark wording that was considered and not counted ({len(report.considered)})", key="with_considered"
        )
    st.html(build_text(report, with_considered=with_considered))
    _show_html(build_legend(report, with_considered=with_considered))


def _show_findings(report: Report) -> None:
    st.html(f"<h2>Findings ({len(report.findings)})</h2>")
    st.html(build_findings(report) or _no_findings(report))
    if report.considered:
        with st.expander(f"Considered and not counted ({len(report.considered)})", expanded=not report.findings):
            st.html(build_considered(report))


def _no_findings(report: Report) -> str:
    if any(track.level is Level.NOT_MEASURABLE for track in report.tracks.values()):
        return (
            '<div class="sp-empty"><b>This text was not judged.</b> The reason is given above. '
            "It is neither clean nor suspicious.</div>"
        )
    return (
        '<div class="sp-empty"><b>No wording was counted.</b> '
        "That is not a clearance: most coercion is never written down. If something else made you look at "
        "this text, follow it up.</div>"
    )


def _show_more(report: Report) -> None:
    st.divider()
    steps = build_next_steps(report)
    sections: Iterable[tuple[str, str]] = (
        ("What to do next", steps),
        ("Delphi dimensions by text alone", build_dimensions(report)),
        ("Law that differs between countries, and other background", build_background(report)),
        ("How to read the percentages", f"<p>{HOW_TO_READ}</p><p>{SEVERITY_NOTE}</p>"),
        ("What a text cannot tell", build_limits()),
    )
    for title, body in sections:
        if body:
            with st.expander(title, expanded=body is steps):
                st.html(body)
    st.html(build_versions(report))


def _show_html(body: str) -> None:
    """``st.html`` refuses an empty body."""
    if body:
        st.html(body)


main()
