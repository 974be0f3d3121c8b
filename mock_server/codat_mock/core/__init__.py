"""The engine: datasets, queued syncs, their fates and virtual time, without any I/O.

- `moments`, `ids`: how time and identity are counted
- `errors`: why a call is refused
- `datasets`: what came in one body
- `connections`, `companies`, `register`: customers' companies, what they are connected to, and their syncs
- `books`: the records of accounting software
- `machine`: the moves that a sync may make
- `fate`: what a sync is at a moment
- `plan`, `plans`: how a coming sync shall end, and which one it takes
- `magic`: what a client's own data asks for
- `deciding`, `fitting`: which fate a sync gets, and whether its transactions fit the records
- `agenda`, `timeline`: what happens when
- `admitting`, `attaching`: which datasets, syncs, updates and receipts are taken
- `limits`, `idempotency`: how often a client may call, and what it was answered before
- `faults`: which fault a request meets
- `notices`, `endpoints`, `directory`, `secrets`: what can be told, and who wants to hear of it
- `messages`, `timetable`, `schedule`: what one endpoint is told of one thing, and when it is tried again
- `deliveries`, `spoiling`, `recovering`: what becomes of telling, spoilt on purpose or not, and what is sent again
- `attempted`, `kept`: which attempts and messages can be looked at
- `inbox`: a receiver to look into
- `journal`: what was asked and answered
- `queries`: what people want to see
- `clock`, `advancing`: virtual time, and how it passes
- `saving`, `snapshots`: the state of a tenant as bytes, and back
- `tenant`: the one object that changes
"""
