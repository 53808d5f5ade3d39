"""How fast it is: over HTTP, on the embedded PostgreSQL, every commit durable. `make bench` prints it.

CPU milliseconds are the steadier figure: they are what a submission costs, whatever else the machine does.
"""
