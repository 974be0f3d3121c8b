"""What is played against the mock server?

`demo` takes a month of expenses through the whole flow, `stage` starts the server it plays on.
Only the stage may know the server; everything else knows its address and the contract.
"""
