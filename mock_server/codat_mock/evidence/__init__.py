"""What can be handed to a developer who is asked why a sync has ended so? One file, in the form that they like.

- `gathering`, `choosing`, `transactions`: what is known, as frozen rows
- `runs`, `words`, `drawing`, `shapes`: how it is put before people
- `page`, `markdown`, `document`, `archive`, `commands`: the formats, one module each
- `formats`: which there are
- `explanation`: why a request was refused, as a page
"""
