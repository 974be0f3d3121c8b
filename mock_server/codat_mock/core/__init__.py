"""The engine: datasets, queued syncs, their fates and virtual time, without any I/O.

- `moments`, `ids`: how time and identity are counted
- `errors`: why a call is refused
- `datasets`: what came in one body
- `connections`, `companies`, `register`: customers' companies, what they are connected to, and their syncs
- `books`: the records of accounting software
- `machine`: the moves that a sync may make
- `fate`: what a sync is at a moment
- `plan`, `plans`: how a coming sync shall end, and which one it takes
- `deciding`, `fitting`: which fate a sync gets, and whether its transactions fit the records
- `agenda`, `timeline`: what happens when
- `admitting`, `attaching`: which datasets, syncs, updates and receipts are taken
- `limits`, `idempotency`: how often a client may call, and what it was answered before
- `clock`: virtual time
- `tenant`: the one object that changes
"""
