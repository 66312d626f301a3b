"""What is hidden of the assignment a10_structured."""

TITLE = "Trees and grids"
