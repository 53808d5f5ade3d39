"""Every door that exists, where settings.DOORS puts it."""

from importlib.util import find_spec

from django.conf import settings
from django.urls import include, path

from santai.project import views
from santai.project.demo import start
from santai.project.reference.site import site

handler500 = "santai.project.views.server_error"


def _exists(door: str) -> bool:
    return find_spec(door) is not None and find_spec(f"{door}.urls") is not None


urlpatterns = [
    path("start/", start.start, name="start"),
    path("healthz", views.healthz, name="healthz"),
    path(".well-known/security.txt", views.security_txt, name="security-txt"),
    path("desk/reference/", site.urls),
    *(
        path(prefix, include(f"{door}.urls"))
        for door, prefix in settings.DOORS.items()
        if _exists(door)
    ),
]
