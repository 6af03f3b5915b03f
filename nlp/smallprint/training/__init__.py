"""Training of the shipped models. Needs the extra ``train`` (scikit-learn, torch, transformers); nothing here is imported at run time."""
