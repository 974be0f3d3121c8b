"""How is the journal of a tenant read? Chosen from, without secrets.

- `choosing`, `redacting`, `forms`: which exchanges, and what of them may be shown
- `entries`, `har`, `curl`: as JSON, as an HTTP archive, as a script that repeats them
- `terminal`: at a terminal
"""
