"""One real PostgreSQL for the whole run, shared by the xdist workers, a database for each."""

from __future__ import annotations

import os
import random
import secrets
import shutil
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django
import pytest
from hypothesis import HealthCheck, core, settings

from santai.project import postgres, translations
from tests.security_tables import Evidence

if TYPE_CHECKING:  # at run time not before Django is ready
    from pytest_django import Settings

    from tests.factories.pages import Visitor
    from tests.world import World

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

# The machine is shared, so slowness proves nothing; a failure prints how to repeat it. Where hypothesis finds
# itself in continuous integration it would draw the same every time, whatever the seed below says.
settings.register_profile(
    "quick",
    derandomize=False,
    max_examples=100,
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("thorough", settings.get_profile("quick"), max_examples=5000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))

# One seed for whatever is drawn in a run: said when it fails, and given again with SEED=… (M2).
SEED = os.environ.setdefault("SEED", str(secrets.randbelow(2**32)))  # xdist's workers inherit it
core.global_force_seed = int(SEED)

PACKAGE = Path(translations.__file__).parents[1]
_until_the_end = ExitStack()


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Start the server, before Django reads its settings; xdist workers inherit both."""
    if not hasattr(config, "workerinput"):
        _start_server()
        translations.compile_all(PACKAGE)
    django.setup()
    config.pluginmanager.register(Evidence(), "security-tables")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """ORDER=random: no test may lean on another. Files stay whole, for what they share."""
    if os.environ.get("ORDER") != "random":
        return
    drawn = random.Random(int(SEED))
    files = sorted({item.path for item in items})
    drawn.shuffle(files)
    places = {path: place for place, path in enumerate(files)}
    drawn.shuffle(items)
    items.sort(key=lambda item: places[item.path])


def pytest_runtest_setup(item: pytest.Item) -> None:
    random.seed(f"{SEED} {item.nodeid}")  # the same whether it runs alone or with others


def pytest_terminal_summary(terminalreporter: Any, exitstatus: int) -> None:
    if exitstatus:
        order = "ORDER=random " if os.environ.get("ORDER") == "random" else ""
        terminalreporter.write_line(f"to draw the same again: {order}SEED={SEED}")


def _start_server() -> None:
    data = Path(tempfile.mkdtemp(prefix="santai-tests-"))
    data.chmod(0o755)  # root hands the server to a system user
    (data / "static").mkdir()
    os.environ["SANTAI_DATA"] = str(data)
    os.environ["SANTAI_SECRET_KEY"] = "only for tests"
    os.environ["SANTAI_MASTER_KEY"] = "7e" * 32  # one for all installations that a run makes
    os.environ["SANTAI_EASY_SIGN_IN"] = "yes"  # the second step has tests of its own
    os.environ["SANTAI_FORMS_A_MINUTE"] = "1000000"  # as the pace of forms has
    os.environ.pop("SANTAI_CATALOGUE", None)
    _until_the_end.callback(shutil.rmtree, data)
    if not os.environ.get("DATABASE_URL"):
        os.environ["DATABASE_URL"] = ""
        _until_the_end.enter_context(postgres.running(data))


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    _until_the_end.close()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Tests with real commits are cleaned up by TRUNCATE, which the product refuses on what is only added to."""
    from django.db import connection

    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER IF EXISTS orders_event_no_truncate ON orders_event")
        for table in (
            "ledger_leaf",
            "ledger_checkpoint",
            "ledger_cosignature",
            "ledger_keychange",
            "trail_entry",
        ):
            cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_truncate ON {table}")
        cursor.execute("DROP TRIGGER IF EXISTS reading_no_truncate ON reading_reading")


@pytest.fixture
def world(db: None, monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path) -> World:
    """The small world, with the clock of the pages at its moment and a file store of its own."""
    from django.core.cache import cache

    from tests.factories.pages import stop_the_clock
    from tests.world import build

    settings.FILES_ROOT = tmp_path
    cache.clear()
    stop_the_clock(monkeypatch)
    return build()


@pytest.fixture
def ring_put_back(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """For who makes data keys: they end with the test's transaction, the ring of the process does not."""
    from santai.capabilities.sealing import keys

    keys.load()
    monkeypatch.setattr(keys, "_ring", keys._ring)


@pytest.fixture
def visitor(world: World) -> Visitor:
    """Somebody whom nobody knows."""
    from tests.factories.pages import Visitor

    return Visitor()
