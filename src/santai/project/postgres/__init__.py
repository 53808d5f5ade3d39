"""The embedded PostgreSQL: one server per data folder, shared by every ``santai`` process.

- ``programs``: which executables, run by which system user;
- ``place``: where the cluster, its socket and its locks lie;
- ``cluster``: make, start and stop one server;
- ``keeper``: the small process that owns the server as long as anybody uses it, and what those who
  use it call.

The wheel's own Python wrapper is not used: after a ``kill -9`` of the postmaster it goes on handing
out the dead server.
"""

from santai.project.postgres.cluster import Failed
from santai.project.postgres.keeper import hold, kept, running
from santai.project.postgres.place import address, prepare

__all__ = ["Failed", "address", "hold", "kept", "prepare", "running"]
