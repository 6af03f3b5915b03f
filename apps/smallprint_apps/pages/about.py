"""The third screen: what the program can and cannot tell, in plain words."""

from __future__ import annotations

import streamlit as st
from smallprint.render.words import BASES, DIMENSIONS_NOTE, HOW_TO_READ, SEVERITY_NOTE
from smallprint.report import CLEAN_SENTENCE, FIXED_SENTENCE

from smallprint_apps.widgets.dimensions import build_limits
from smallprint_apps.widgets.markup import list_items, show

CAN = (
    "Point to the exact words in an English job offer, message or contract that published indicators warn about.",
    (
        "Tell a clause that imposes something from one that forbids it, leaves it to the worker, describes the law or "
        "warns of it. Only the first counts; the others are listed with the reason why they do not."
    ),
    "Name the international and national rules behind an indicator, and say how well each citation was checked.",
    "Say when it cannot judge: another language, a scan that could not be read well, a text that is too short.",
)
PRIVACY = (
    "The program runs on this machine. It opens no connection to any other and sends no statistics.",
    (
        "Texts and reports are kept in memory for this browser session only; nothing is written to disk or to a log. "
        "A file you download is yours to protect."
    ),
    "A worker's name is not needed to read a text. Leave it out where you can.",
)
CARE = (
    "Two people should look at a critical finding before anybody acts on it.",
    "Show the employer the clause and hear an explanation: a void clause may be a bad template.",
    "Do not reveal who complained. Speak with the worker alone, with an interpreter of the worker's choice.",
    (
        "A worker who crossed a border irregularly, passed on money or parcels, or wrote messages for a fraud "
        "may have been made to."
    ),
)


def main() -> None:
    """Plain sections, in reading width."""
    st.html(
        '<div class="sp-masthead"><h1>What it can and cannot tell</h1>'
        "<p>smallprint is a reading aid for people who decide. It decides nothing.</p></div>"
    )
    _section("It can", f"<ul>{list_items(map(show, CAN))}</ul>")
    _section("It cannot tell", build_limits())
    _section(
        "The sentence under every report",
        f"<p>{show(FIXED_SENTENCE)}</p><p>Without findings: {show(CLEAN_SENTENCE)}</p>",
    )
    _section("How to read the numbers", f"<p>{HOW_TO_READ}</p><p>{SEVERITY_NOTE}</p><p>{DIMENSIONS_NOTE}</p>")
    bases = list_items(f"{status.value.capitalize()}: {show(words)}." for status, words in BASES.items())
    _section("How well the law was checked", f"<ul>{bases}</ul>")
    _section("Use with care", f"<ul>{list_items(map(show, CARE))}</ul>")
    _section("Your texts", f"<ul>{list_items(map(show, PRIVACY))}</ul>")


def _section(title: str, body: str) -> None:
    st.html(f'<section class="sp-prose"><h2>{title}</h2>{body}</section>')


main()
