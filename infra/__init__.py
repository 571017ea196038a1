"""What does everyone stand on? Nothing here knows about support."""
