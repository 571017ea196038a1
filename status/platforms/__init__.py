"""platforms of status."""
