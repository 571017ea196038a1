"""writers of bot."""
