"""Django's PostgreSQL backend, but a kept connection to a server on this machine is looked at, not asked.

Before each request Django asks a kept connection `SELECT 1`: the server may have been restarted. When a
server on the same machine ends, the kernel closes its end of the socket at once, which can be seen without
a word. A server elsewhere may vanish in silence, and is asked as before.
"""

from __future__ import annotations

import select

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    health_check_done: bool

    def close_if_health_check_failed(self) -> None:
        if not self.health_check_done and self._is_quiet():
            self.health_check_done = True
        super().close_if_health_check_failed()

    def _is_quiet(self) -> bool:
        """Whether a server of this machine is there and has said nothing: no farewell, no end of file."""
        if self.connection is None or self.connection.closed:
            return False
        server = self.connection.pgconn
        if not server.host.startswith(b"/"):
            return False
        news = select.poll()
        news.register(server.socket, select.POLLIN)
        return not news.poll(0)
