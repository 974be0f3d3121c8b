"""The pages for people, by Flask.

- `pages`: the last syncs
- `linking`: where a customer allows access
- `docs`: the documents, with every call to try
"""
