"""Everything on its way to Slack: calls, messages, files, and what to do if Slack says no."""
