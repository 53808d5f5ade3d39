"""The product's settings, with what only tests want; conftest.py has set the environment."""

from santai.project.settings import *  # noqa: F403
from santai.project.settings import DATABASES, STORAGES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # fast, not safe
# Threads come and go in tests; one that ends must not leave its connection to the test database.
DATABASES = {"default": {**DATABASES["default"], "CONN_MAX_AGE": 0}}
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
