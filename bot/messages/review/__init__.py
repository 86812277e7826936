"""What moderators, admins and the authors of flagged messages read: values in, blocks out."""
