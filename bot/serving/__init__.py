"""What a process listens with: for Slack, for who installs the app, and for machines."""
