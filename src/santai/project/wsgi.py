"""The web application, for any WSGI server; it will not start on an unsafe database."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "santai.project.settings")
application = get_wsgi_application()

from django.db import connection, connections  # noqa: E402 -- needs the settings above
from django.urls import get_resolver  # noqa: E402

from santai.catalogue.current import catalogue  # noqa: E402
from santai.project import patience  # noqa: E402
from santai.project.durability import check_durability  # noqa: E402

check_durability(connection)
get_resolver().check()  # every page's code and the catalogue now, not at somebody's first request
catalogue()
patience.of_requests()
connections.close_all()  # a server that forks must not share it
# The catalogue and the code stay as long as we do: walked through again and again, they cost a request now and
# then 150 ms, and every process that is forked a copy of its own.
gc.collect()
gc.freeze()
