"""The crash suite: the real bot process between its stand-ins, with everything that can break broken on purpose."""
