"""The contract documents, handed out parsed."""
