"""Times explanations: interleaved rounds, the machine's limit, tables and targets."""
