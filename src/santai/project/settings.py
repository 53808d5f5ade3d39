"""Django's settings: one file, read from the environment, failing loudly on a bad value."""

from pathlib import Path
from typing import Any

from psycopg.conninfo import conninfo_to_dict

from santai.catalogue import current
from santai.pages import languages
from santai.project import environment, logs, translations
from santai.project.postgres import address

PACKAGE = Path(__file__).resolve().parents[1]
DATA = environment.data_folder()

# --- who we are -------------------------------------------------------------------------------

SECRET_KEY = environment.secret_key()
MASTER_KEY = environment.master_key()  # opens the data keys (capabilities/sealing)
SEALING_CIPHER = environment.cipher()
DEBUG = environment.flag("SANTAI_DEBUG")
HTTPS = environment.flag("SANTAI_HTTPS")  # behind a proxy that speaks TLS
ALLOWED_HOSTS = environment.words("SANTAI_HOSTS", "127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = environment.words("SANTAI_ORIGINS")

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

# --- parts ------------------------------------------------------------------------------------


def _apps(folder: str = "") -> list[str]:
    """Every Django app in that folder of the package; to remove one, delete it."""
    found = sorted(path.parent for path in (PACKAGE / folder).glob("*/apps.py"))
    return [".".join(("santai", *path.relative_to(PACKAGE).parts)) for path in found]


INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "procrastinate.contrib.django",
    *_apps("capabilities"),
    *_apps("lines"),
    *_apps("channels"),
    *_apps(),  # the desk
    # After the desk, whose templates put these pages into the house's frame. No pages of their own accord:
    # the site is `project/reference`.
    "django.contrib.admin.apps.SimpleAdminConfig",
]
AUTH_USER_MODEL = "people.Account"

# Doors and where they stand. A new channel is a folder and one line here; a folder that was
# deleted is passed over. The portal comes last: its addresses begin at the root.
DOORS = {
    "santai.pages": "",  # signing in and out
    "santai.desk": "desk/",
    "santai.channels.counter": "counter/",
    "santai.channels.terminal": "terminal/",
    "santai.channels.hotline": "hotline/",
    "santai.channels.village": "village/",
    "santai.channels.partners": "api/",
    "santai.channels.portal": "",
}

ROOT_URLCONF = "santai.project.urls"
WSGI_APPLICATION = "santai.project.wsgi.application"

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "santai.project.security.headers",
    "santai.project.security.client_address",
    "santai.pages.languages.Chosen",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "santai.project.pace.Pace",
    "santai.pages.errors.Refusals",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            # every page speaks more than one language
            "builtins": ["django.templatetags.i18n", "santai.pages.templatetags.languages"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "santai.pages.look.context",
                "santai.pages.languages.context",
            ],
        },
    }
]

# --- data -------------------------------------------------------------------------------------


def _database() -> dict[str, Any]:
    """Django's description of DATABASE_URL, or of the embedded server in the data folder."""
    given = conninfo_to_dict(environment.database_url() or address(DATA))
    main = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST"}
    rest = {key: value for key, value in given.items() if key not in {*main, "port"}}
    return {
        "ENGINE": "santai.project.database",
        **{django: given.get(key) or "" for key, django in main.items()},
        "PORT": str(given.get("port") or ""),
        "CONN_MAX_AGE": None,  # one connection per thread, kept
        "CONN_HEALTH_CHECKS": True,  # … and looked at first: the server may have been restarted
        "OPTIONS": {
            "application_name": "santai",
            "connect_timeout": 5,
            # Statements that come again are planned once: nearly half of the server's work on an intake.
            "server_side_binding": True,
            "prepare_threshold": 3,
            **rest,
        },
    }


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

FILES_ROOT = DATA / "files"
KEYS_ROOT = DATA / "keys"  # of the ledger; never in the database

# --- the ledger: hash and signature (sha256-ed25519, or sm3-sm2), its name, and who witnesses it
LEDGER_SUITE = environment.text("SANTAI_LEDGER_SUITE", "sha256-ed25519")
if LEDGER_SUITE not in {"sha256-ed25519", "sm3-sm2"}:
    raise environment.BadEnvironment("SANTAI_LEDGER_SUITE: say sha256-ed25519 or sm3-sm2.")
LEDGER_ORIGIN = environment.text("SANTAI_LEDGER_ORIGIN")  # empty: a name made with the key
WITNESS = environment.text("SANTAI_WITNESS")  # its address; empty: nobody witnesses
WITNESS_KEY = environment.text("SANTAI_WITNESS_KEY")
if WITNESS and not WITNESS_KEY:
    raise environment.BadEnvironment("SANTAI_WITNESS needs SANTAI_WITNESS_KEY, its public key.")
TSA = environment.text("SANTAI_TSA")  # an RFC 3161 time-stamp authority; empty: our own key stamps
if TSA and not TSA.startswith(("https://", "http://")):
    raise environment.BadEnvironment(f"SANTAI_TSA={TSA!r}: an address that begins with https://.")
CATALOGUE_ROOTS = [
    Path(root).expanduser().resolve()
    for root in environment.words("SANTAI_CATALOGUE", separator=":")
]
for root in CATALOGUE_ROOTS:
    if not root.is_dir():
        raise environment.BadEnvironment(f"SANTAI_CATALOGUE names {root}: no such folder.")
current.use(*CATALOGUE_ROOTS)

# Words of the parts that are no Django app. A bureau's own catalogue brings its own, made readable here.
translations.compile_all(*CATALOGUE_ROOTS)
LOCALE_PATHS = [
    *(root / "locale" for root in CATALOGUE_ROOTS),
    PACKAGE / "kernel/locale",
    PACKAGE / "catalogue/locale",
    PACKAGE / "catalogue/data/locale",
    PACKAGE / "project/locale",
]
_FOUND = languages.found([languages.OURS, *LOCALE_PATHS])
LANGUAGES = [(one.code, one.name) for one in _FOUND]
LANGUAGES_BIDI = [one.code for one in _FOUND if one.direction == "rtl"]

AWAY = (
    environment.text("SANTAI_AWAY") or "https://www.baidu.com/"
)  # where “立即离开” leads: anybody's page
WEBHOOK_HOSTS = environment.words("SANTAI_WEBHOOK_HOSTS")  # partners inside our own network
SMS_CARRIER = environment.text("SANTAI_SMS_CARRIER")  # empty: the gateway fetches over the API
# --- an optional language model that says answers in plainer words; empty: none is asked
MODEL_URL = environment.text("SANTAI_MODEL_URL")  # …/v1/chat/completions
MODEL_NAME = environment.text("SANTAI_MODEL_NAME")
MODEL_KEY_FILE = environment.text("SANTAI_MODEL_KEY_FILE")
MODEL_DAILY = environment.whole("SANTAI_MODEL_DAILY", 2000)  # answers a day
MODEL_SECONDS = environment.whole("SANTAI_MODEL_SECONDS", 5)
if MODEL_URL and not (MODEL_NAME and MODEL_URL.startswith(("https://", "http://"))):
    raise environment.BadEnvironment(
        "SANTAI_MODEL_URL begins with https:// (http:// inside the house) and needs SANTAI_MODEL_NAME."
    )
if MODEL_KEY_FILE and not Path(MODEL_KEY_FILE).is_file():
    raise environment.BadEnvironment(f"SANTAI_MODEL_KEY_FILE names {MODEL_KEY_FILE}: no such file.")
HOTLINE_SECRET = environment.text("SANTAI_HOTLINE_SECRET")  # empty: no telephone system is heard
if HOTLINE_SECRET and len(HOTLINE_SECRET) < 32:
    raise environment.BadEnvironment("SANTAI_HOTLINE_SECRET is too short: 32 characters at least.")

STATIC_URL = "static/"
STATIC_ROOT = DATA / "static"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": FILES_ROOT},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# --- sessions and protection ------------------------------------------------------------------

SESSION_ENGINE = "santai.capabilities.identity.sessions"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
# Staff sign in with a password alone, one that somebody else may have chosen. For demonstrations.
EASY_SIGN_IN = environment.flag("SANTAI_EASY_SIGN_IN")
TRUSTED_PROXIES = environment.networks("SANTAI_PROXIES")
# Forms from one address in a minute, of all who are not staff: a hall or a village may be one address.
FORMS_A_MINUTE = environment.whole("SANTAI_FORMS_A_MINUTE", 300, least=10)
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    # A name that a browser believes only over TLS, of this very host: no neighbour can plant it.
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # asked by the proxy itself, in plain

# Length first; how many kinds of signs an assessor asks for is the installation's to say.
_RULE = "django.contrib.auth.password_validation."
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {
        "NAME": _RULE + "UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name", "phone")},
    },
    {
        "NAME": _RULE + "MinimumLengthValidator",
        "OPTIONS": {"min_length": environment.whole("SANTAI_PASSWORD_LENGTH", 8, least=8)},
    },
    {"NAME": _RULE + "CommonPasswordValidator"},
    {"NAME": _RULE + "NumericPasswordValidator"},
    {
        "NAME": "santai.capabilities.identity.access.KindsOfSigns",
        "OPTIONS": {"least": environment.whole("SANTAI_PASSWORD_KINDS", 1)},
    },
]

# A form may carry scans of a whole file; each upload has its own limit in the files capability.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
DATA_UPLOAD_MAX_NUMBER_FILES = 50
CLAMD = environment.text("SANTAI_CLAMD")  # empty: no antivirus program is asked
if CLAMD and not (CLAMD.startswith("/") or CLAMD.rpartition(":")[2].isdecimal()):
    raise environment.BadEnvironment(f"SANTAI_CLAMD={CLAMD!r}: a socket file or host:port.")
SECURITY_CONTACT = environment.text("SANTAI_SECURITY_CONTACT")  # who is told of a hole
if SECURITY_CONTACT and not SECURITY_CONTACT.startswith(("mailto:", "https://", "tel:")):
    raise environment.BadEnvironment(
        f"SANTAI_SECURITY_CONTACT={SECURITY_CONTACT!r}: begin with mailto:, tel: or https://."
    )

# --- running ----------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "santai.project.logs.OneRecord",
            "format": "%(asctime)s %(levelname)s %(name)s: %(message)s",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": environment.text("SANTAI_LOG", "WARNING").upper()},
    "filters": {"briefly": {"()": "django.utils.log.CallbackFilter", "callback": logs.briefly}},
    "loggers": {
        "django.request": {"level": "ERROR"},  # a page not found is no news
        "django.security.DisallowedHost": {"filters": ["briefly"]},
    },
}
