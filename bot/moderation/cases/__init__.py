"""One flagged message on its way to a decision: who may do what, and what follows."""
