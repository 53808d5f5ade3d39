from django.urls import path

from santai.channels.village.views import api, pages, shell

app_name = "village"

urlpatterns = [
    path("", pages.home, name="home"),
    path("intake/", pages.intake, name="intake"),
    path("visit/", pages.visit, name="visit"),
    path("shell/<str:page>/", shell.shell, name="shell"),
    path("worker.js", shell.worker, name="worker"),
    path("village.webmanifest", shell.manifest, name="manifest"),
    path("who/", api.who, name="who"),
    path("entries/<uuid:key>/", api.entry, name="entry"),
    path("photos/<str:sha256>/", api.photo, name="photo"),
    path("photos/<str:sha256>/<int:offset>/", api.part, name="part"),
]
