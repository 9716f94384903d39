"""The race: runs each server on each model, measures it with `gyre loadtest`, and makes the table."""
