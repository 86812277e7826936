"""Models that learn from what moderators decided."""
