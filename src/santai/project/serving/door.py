"""The door of this installation, for any RSGI server: Django behind it, the limits of the bureau before it."""

from __future__ import annotations

from django.conf import settings

from santai.capabilities.files.actions.limits import current_limits
from santai.project import environment, wsgi
from santai.project.serving.busy import busy
from santai.project.serving.doorman import Doorman
from santai.project.serving.intake import Intake, Limits

FRAME = 1024 * 1024  # bytes of a form around the files in it


def doorman() -> Doorman:
    """One for each web process. SANTAI_THREADS: how many requests it answers at once."""
    limits = Limits(
        plain=settings.DATA_UPLOAD_MAX_MEMORY_SIZE, files=current_limits().subject_bytes + FRAME
    )
    intake = Intake(limits, proxied=bool(settings.TRUSTED_PROXIES))
    return Doorman(wsgi.application, busy, intake, environment.whole("SANTAI_THREADS", 8))
