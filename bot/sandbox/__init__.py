"""Local stand-ins of Sendcloud and Slack, for `label-bot sandbox` and for the tests."""
