"""assist of channels."""
