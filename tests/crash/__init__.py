"""The real process is killed, paused, doubled and worked for minutes; no label is paid for twice (``make crash``)."""
