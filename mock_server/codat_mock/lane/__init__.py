"""The compiled application: every operation of every document, without a framework on the way.

- `requests`, `reading`, `forms`: what came, and what the contract makes of it
- `keyring`: whose call it is
- `opening`: where a request leads, before its body
- `counting`, `keeping`, `preferring`: limits, Idempotency-Key and Prefer
- `exchange`, `performing`, `refusing`, `replies`: the answer
- `telling`: what is kept and told of it
- `striking`: the faults that it meets
- `asgi`, `receiving`, `travelling`: the ASGI application
- `waiting`: calls that wait, and what comes about between calls
- `later`: the application behind, built on first need
- `owner`: how other threads ask the one that owns the state
"""
