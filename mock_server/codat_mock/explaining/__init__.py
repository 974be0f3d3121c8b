"""Why was it refused, why has a sync ended so, and what is to be done? Words from the documents' tables."""
