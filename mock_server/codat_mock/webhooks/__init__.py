"""How is the end of a sync told to whoever listens?

- `messages`: what a message says, and its signature
- `courier`: carries messages out, many at a time, and notes what became of each
- `carrying`: the way over HTTP
"""
