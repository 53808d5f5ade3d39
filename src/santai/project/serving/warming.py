"""A web process that has just begun reads what searching needs, beside the requests that it answers already."""

from __future__ import annotations

import logging
import os
import sys
from threading import Thread, get_native_id

from django.db import connections
from django.utils import timezone

from santai.capabilities.knowledge import queries

logger = logging.getLogger(__name__)

KINDLY = 10  # whoever answers somebody goes first


def begin() -> Thread:
    thread = Thread(target=warm, name="warming", daemon=True)
    thread.start()
    return thread


def warm() -> None:
    """What fails here fails again, and is told, at the first search: the process serves all the same."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, get_native_id(), KINDLY)  # of this thread alone
    try:
        queries.warm_search(on=timezone.localtime().date())
    except Exception:
        logger.exception("searching could not be made ready")
    finally:
        connections.close_all()  # those of this thread
