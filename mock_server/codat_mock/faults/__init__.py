"""What goes wrong on purpose, one fault a file.

- `status`, `rate_limit`: the answer is an error; nothing was done
- `reset`: the connection is reset; nothing was done
- `lost_response`: the work is done, and the connection is reset
- `delay`, `slow_body`: the answer, or its body, takes time
- `truncated`, `malformed`: the body ends early, or is no JSON
- `unknown_fields`, `unknown_values`: the answer has what no contract knows

How to write one: begin with `reset`, the simplest. A fault is a frozen dataclass derived from `Fault`, alone in its
file; the file gives it its name, `my_fault.py` is `my-fault`. The first line of its docstring says what it does, `seen`
what a client sees of it, `advice` how it lives through it, `examples` how it is asked for; where that depends on a
field, `does` and `sees` say it of one fault, as in `webhook`. Its fields are its attributes: each is made by `whole`,
`duration` or `word`, with a sentence that says what it means, and a clause for each word that needs one. Its method,
`act`, is given the request that it meets and gives back an `Effect`: what is answered instead, how long the work is put
off, what changes in the body, how the answer travels. It does nothing itself: it waits for nobody and cuts nothing.

There is no list to keep: whoever looks into this package finds it. The control contract, the command line, the
catalogue and the schema of scenario files are filled from it. `make docs` writes it into openapi/control.yaml.

`workings` has what they share.
"""

from codat_mock.faults.workings.document import completed, control
from codat_mock.faults.workings.fault import Attribute, Fault
from codat_mock.faults.workings.kinds import catalogue, kinds

__all__ = ["Attribute", "Fault", "catalogue", "completed", "control", "kinds"]
