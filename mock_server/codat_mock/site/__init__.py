"""The pages for people, by Flask."""
