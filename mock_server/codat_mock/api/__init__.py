"""The operations: translate, call the core once, translate back. One module for each tag of the documents.

- `calls`, `handlers`: what a handler gets and gives, and how it is found
- `errors`: the words of each refusal
- `fields`: fields that a schema alone cannot judge
- `expenses`, `sync`, `transactions`, `attachments`: the contract
- `health`, `clock`, `plans`, `syncs`: the mock's own API
"""
