"""The pages for people, by Flask.

- `pages`: the last syncs
- `linking`: where a customer allows access
- `docs`: the documents, with every call to try
- `hosting`: the application that they are in, without connexion
- `flasked`: our requests and replies, as Flask has them
"""
