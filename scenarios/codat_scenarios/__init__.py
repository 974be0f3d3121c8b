"""Scenarios that play clients against servers."""
