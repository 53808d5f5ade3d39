"""What the house is built of: counting days, citing law, deciding, moving between states.

Pure functions and frozen values on the standard library alone. Nothing in here reads a clock,
a file or a setting: the time, the calendar and the facts are arguments.
"""
