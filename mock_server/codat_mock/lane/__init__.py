"""The compiled application: every operation of every document, without a framework on the way.

- `asgi`: the ASGI application
- `requests`, `reading`, `forms`: what came, and what the contract makes of it
- `keyring`: whose call it is
- `opening`: where a request leads, before its body
- `counting`, `keeping`, `preferring`: limits, Idempotency-Key and Prefer
- `exchange`, `replies`: the answer
- `later`: the application behind, built on first need
- `owner`: how other threads ask the one that owns the state
"""
