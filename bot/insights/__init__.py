"""What the owner of the guide learns from what is kept: counts that can be checked, and what the guide lacks."""
