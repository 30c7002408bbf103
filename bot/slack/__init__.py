"""What Slack shows: words, views and messages drawn from plain values, and the one way in which they are sent."""
