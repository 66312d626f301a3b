"""What the Chinese notebooks import of the course: the same checks, which speak Chinese."""
