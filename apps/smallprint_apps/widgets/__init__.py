"""Builders of the parts of the screen: each takes a report and gives HTML in which every text is escaped."""
