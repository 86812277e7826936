"""The Slack app: it asks explain_core for answers and brings them to the people who asked."""
