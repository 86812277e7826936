"""The durable engine, and all that keeps a job from being lost, done twice, or in the way."""
