"""Scenario files: how they are read, and which ship with the mock.

- `written`: YAML with the line and column of each of its parts
- `schema`: what may stand in a scenario, for editors
- `checking`: everything that is wrong with a file, each with its place
- `shelf`: the scenarios that ship, which lie beside the package that plays them
"""
