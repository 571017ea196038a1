"""What holds for every test."""

from hypothesis import settings

# Speed is measured by `make bench`; a slow machine fails no test.
settings.register_profile("signpost", deadline=None)
settings.load_profile("signpost")
