"""The real process is killed, paused, doubled and worked for minutes, and no label is paid for twice (``make crash``)."""
