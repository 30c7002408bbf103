"""Brings Slack in line with the ledger: one protocol for every message."""
