"""The screens of smallprint: a Streamlit app for inspectors, served on this machine only."""
