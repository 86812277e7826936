"""Training a shipped or learned model further from what moderators decided and marked."""
