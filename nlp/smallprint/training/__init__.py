"""Training of the shipped models. Needs the extra ``train`` (scikit-learn); nothing here is imported at run time."""
