"""widget of channels."""
