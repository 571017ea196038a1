"""The hands of the operator."""
