"""How long things may be, where the database and the command line must agree."""

LONGEST_SOURCE = 200  # characters that say where the text of a law is from
