"""The same documents and handlers under stock connexion and Flask.

It shares what the exchange does with a call that is checked: keys, companies of other tenants, unknown fields, quota
and guard with their headers. What stands before that is the lane's own, and is left out here: paths in any case and
enumerations in any case, `Prefer`, Idempotency-Key, the requests at once, and forms without a file name.

- `app`: the application
- `adapter`: our handlers as its views
- `security`: our keys as its security
"""
