"""How people speak when something is broken: one file a language, and the code that reads it."""
