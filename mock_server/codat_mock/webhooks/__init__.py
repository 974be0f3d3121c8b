"""How is what has happened told to whoever listens?

- `kinds`: which kinds of messages there are, and which was meant
- `bodies`: what a message says
- `signing`: the headers of an attempt, right ones and wrong ones
- `courier`: carries messages out, many at a time, and notes what became of each
- `places`: how many attempts are under way, and to whom
- `carrying`: the way over HTTP
- `reaching`: which addresses messages may go to
"""
