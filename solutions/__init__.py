"""The hidden reference solutions: one module an assignment; nothing that a student reads imports this."""
