"""The operations: translate, call the core once, translate back. One module for each tag of the documents.

- `calls`, `handlers`: what a handler gets and gives, and how it is found
- `errors`: the words of each refusal
- `fields`: fields that a schema alone cannot judge
- `dialects`: how what has two spellings is spelled
- `links`: where people go
- `companies`, `connections`, `configuration`, `data`: what comes before the first expense
- `expenses`, `sync`, `transactions`, `attachments`: the flow
- `health`, `clock`, `plans`, `faults`, `syncs`, `customer`, `keys`, `tenants`, `snapshots`, `journal`, `explain`,
  `waiting`, `deliveries`: the mock's own API
- `effects`: how what has happened is told
"""
