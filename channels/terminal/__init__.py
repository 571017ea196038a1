"""terminal of channels."""
