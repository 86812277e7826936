"""What the bot says: plain values in, text and blocks out. One module for each kind of message."""
