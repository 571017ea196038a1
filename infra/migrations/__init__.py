"""The schema's history. A revision is never changed once released; there is no way back but a backup."""
