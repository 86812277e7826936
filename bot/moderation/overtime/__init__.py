"""What moderation does over time: the queue, reminders, digests, thresholds, the export."""
