"""Tasks that need all rows of their input at once: one module each, with `answers(rows)`, named like the task."""
