"""What takes minutes (``make long``): the real process killed, paused, doubled, and plans of thousands of orders."""
