"""How the moderation model treats groups and dialects, and which words it blames."""
