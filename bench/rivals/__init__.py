"""Other ways to explain a classifier, run as their users run them."""
