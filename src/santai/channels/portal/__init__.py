"""The citizens' door on the web: what is there, asking for it, and following it."""
