"""What says that a message should be looked at, and what becomes of that."""
