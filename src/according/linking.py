"""The hall between ledger and incidents: what was added is linked, and the ledger keeps what came out."""
