"""The second screen: every indicator with its meaning, law, look-alikes and examples."""

from __future__ import annotations

import streamlit as st
from smallprint.indicators.catalogue import load_catalogue

from smallprint_apps.widgets.catalogue import build_catalogue, choose

FAMILIES = {"All": None, "Deception in offers": "deception", "Coercion in contracts": "coercion"}


def main() -> None:
    """A search over the catalogue."""
    indicators = load_catalogue().indicators.values()
    st.html(
        '<div class="sp-masthead"><h1>Indicators</h1>'
        "<p>What the program looks for, on which source of law, and what it leaves alone. Severity is "
        "this project's order of urgency, not a legal grade.</p></div>"
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        words = st.text_input("Search", placeholder="passport, C181, overtime ...", width=340, key="words")
        family = st.segmented_control("Family", list(FAMILIES), default="All", required=True, key="family")
    chosen = choose(indicators, words=words or "", family=FAMILIES[family or "All"])
    if chosen:
        st.html(build_catalogue(chosen))
    else:
        st.html(
            '<div class="sp-empty"><b>No indicator has these words.</b> '
            'Try a single word, or choose the family "All".</div>'
        )


main()
