"""The mock server of Codat's Sync for Expenses."""
