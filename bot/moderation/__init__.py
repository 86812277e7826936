"""Team moderation: messages are flagged, looked at together with the reasons, and decided."""
