"""slack of channels."""
