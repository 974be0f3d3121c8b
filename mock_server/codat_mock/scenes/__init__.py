"""Scenario files: how they are read, and which ship with the mock.

- `written`: YAML with the line and column of each of its parts
- `unreadable`: what is probably wrong where a file is no YAML
- `schema`: what may stand in a scenario, for editors
- `keys`: what each key and each kind of step is for, with one that is right
- `complaints`: what is wrong with a file, and how that is told
- `checking`: everything that is wrong with a file, each with its place
- `rehearsing`: what its plans name, and none of its steps will ever send
- `listening`: which webhooks its endpoints listen for, and are never sent
- `shelf`: the scenarios that ship, which lie beside the package that plays them
"""
