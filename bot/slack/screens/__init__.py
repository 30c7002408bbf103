"""Words and blocks: what Slack is shown, drawn from values of the model. Pure."""
