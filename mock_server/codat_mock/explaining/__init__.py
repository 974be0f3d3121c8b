"""Why was it refused, why has a sync ended so, and what is to be done? Words from the documents' tables.

- `rules`: the rows of `x-errors`
- `refusals`, `faulted`, `syncs`: the three things that can be explained
- `provoked`: what a code that somebody has provoked says of its company
- `calls`: the next call, ready to paste
- `terminal`: all of it at a terminal
"""
