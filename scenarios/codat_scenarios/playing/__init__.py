"""Scenarios, played against a server by the reference client: what `codat-mock scenarios run` shows.

`calls` reaches the server, `expenses` invents what is sent, `driving` takes a flow so far and no further, `acts` has
what each kind of step does, `theatre` what they share, `expecting` what must come of it, `hearing` what receivers were
told, `passing` what its plans name in vain, `play` goes from step to step; `timeline` shows it to a person and
`machine` to a machine. All of it knows HTTP and the contract alone.
"""
