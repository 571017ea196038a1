"""conversations of bot."""
