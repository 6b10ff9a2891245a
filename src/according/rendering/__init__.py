"""How a record looks to a person: its text in layers and its ledger lines, on a terminal and as a page.

Beside the ground floor: it knows records and nothing of intake, reading or the model. The parts are

- `lines`: the ledger lines of a record as plain words (also what a spreadsheet would show),
- `pieces`: the text cut at every span boundary, so that nested and crossing spans render without nesting,
- `harmless`: text made safe for a terminal,
- `terminal` (Rich) and `page` (Jinja2, self-contained HTML), which load their library when they are imported.
"""
