"""Incidents: copies of one text, reports of one happening, and what its accounts agree and differ on.

The wing works on coded records and knows no store: `linking` in the hall brings it and the ledger together.
"""
