"""Grades notebooks: trusted code outside the sandbox, student code inside it."""
