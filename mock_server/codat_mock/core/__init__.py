"""The engine: datasets, queued syncs, their fates and virtual time, without any I/O.

- `moments`, `ids`: how time and identity are counted
- `errors`: why a call is refused
- `values`: companies, datasets, syncs, attachments
- `machine`: the moves that a sync may make
- `fate`: what a sync is at a moment
- `plan`, `plans`: how a coming sync shall end, and which one it takes
- `deciding`: which fate a sync gets
- `agenda`, `timeline`: what happens when
- `attaching`: which receipts are taken
- `clock`: virtual time
- `tenant`: the one object that changes
"""
