"""stores of knowledge."""
