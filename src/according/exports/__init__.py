"""The exports: one module per format, each of which says what it cannot express and counts what it left out."""
