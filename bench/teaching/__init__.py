"""A simulated team of moderators, for measuring what a model learns from verdicts."""
