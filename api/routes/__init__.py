"""routes of api."""
