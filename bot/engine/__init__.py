"""The engine: takes what the ledger says is due and carries it out at Sendcloud. It never talks to Slack."""
