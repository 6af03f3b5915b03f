"""Entry of the inspector: ``streamlit run apps/smallprint_apps/Home.py`` or ``smallprint app``."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

HERE = Path(__file__).parent


def main() -> None:
    """Frame and navigation; the screens are in ``pages/``."""
    st.set_page_config(page_title="smallprint", page_icon=HERE / "icon.png", layout="wide")
    st.html(HERE / "app.css")
    screens = [
        st.Page(HERE / "pages" / "inspect_text.py", title="Read a text", icon=":material/find_in_page:", default=True),
        st.Page(
            HERE / "pages" / "indicators.py", title="Indicators", icon=":material/list_alt:", url_path="indicators"
        ),
        st.Page(
            HERE / "pages" / "about.py", title="What it can and cannot tell", icon=":material/info:", url_path="about"
        ),
    ]
    st.navigation(screens, position="top").run()


main()
