"""embedders of knowledge."""
