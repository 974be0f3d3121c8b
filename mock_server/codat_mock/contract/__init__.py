"""The documents made ready for use: operations, routes, compiled schemas. Knows no handlers.

- `schemas`, `closed`: compiled schemas, and which fields they know
- `operations`: what each operation takes and answers
- `router`: from a path to its operations
- `sentences`: what is said of a place that a schema refuses
- `repair`: what tolerance puts right
- `lowered`: the documents in OpenAPI 3.0.3, for connexion
"""
