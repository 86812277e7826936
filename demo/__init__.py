"""The bot and a Slack-like page on this machine: no workspace, no tokens."""
