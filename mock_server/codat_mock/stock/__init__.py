"""The same documents and handlers under stock connexion and Flask.

- `app`: the application
- `adapter`: our handlers as its views
- `security`: our keys as its security
"""
