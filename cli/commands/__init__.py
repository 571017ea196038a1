"""One file a command; heavy imports stay inside so that `--help` is instant."""
