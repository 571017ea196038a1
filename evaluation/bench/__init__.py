"""How fast and how large: every figure of one run beside a baseline measured in the same run."""
