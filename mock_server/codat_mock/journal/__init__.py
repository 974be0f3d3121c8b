"""How is the journal of a tenant read? Chosen from, without secrets: as JSON, as HAR, as curl, at a terminal."""
