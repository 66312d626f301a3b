"""Property tests without a stopwatch: a slow machine is no fault of the law."""

from hypothesis import settings

settings.register_profile("no deadline", deadline=None)
settings.load_profile("no deadline")
