"""The parts of the course that Chinese notebooks import: the same checks, which speak Chinese."""
