"""The embedded server: started by anyone, shared by all, never dead for long, never left behind."""

import os
import signal
import threading
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import psycopg
import pytest

from santai.project import postgres
from santai.project.postgres import Failed, prepare, running
from santai.project.postgres import keeper as keepers
from tests.project import servers
from tests.project.servers import (
    answers,
    keeper,
    postmaster,
    processes_of,
    replaced,
    value,
    wait_until,
)


@pytest.fixture
def data(made: Path) -> Iterator[Path]:
    with servers.data_folder(like=made) as folder:
        yield folder


USE_IT = """
with running(data):
    print("up", flush=True)
    sys.stdin.read()
"""


def test_server_starts_on_an_empty_folder_and_is_gone_afterwards() -> None:
    with servers.data_folder() as data:
        with running(data) as where:
            assert "18." in str(value(data, "select version()"))
            assert where == postgres.address(data)
            assert processes_of(data) != []
        assert processes_of(data) == []


def test_server_is_durable_and_speaks_utf_8_and_our_role_is_no_superuser(data: Path) -> None:
    with running(data):
        for name in ("fsync", "synchronous_commit", "full_page_writes"):
            assert value(data, f"show {name}") == "on"
        assert value(data, "show server_encoding") == "UTF8"
        assert value(data, "select datlocale from pg_database where datname = 'santai'") == (
            "C.UTF-8"
        )
        assert value(data, "select rolsuper from pg_roles where rolname = current_user") is False
        assert value(data, "show listen_addresses") == ""


def test_what_was_stored_is_there_the_next_time(data: Path) -> None:
    with running(data):
        _store(data)
    with running(data):
        assert value(data, "select n from kept") == 42


def test_a_second_user_shares_the_server(data: Path) -> None:
    with running(data):
        first = postmaster(data)
        with running(data):
            assert postmaster(data) == first
        assert postmaster(data) == first
        assert answers(data)


def test_server_stays_for_others_when_the_one_who_started_it_ends(data: Path) -> None:
    starter = servers.python(data, USE_IT)
    servers.hear(starter, "up")
    first = postmaster(data)
    with running(data):
        starter.communicate("")
        time.sleep(0.5)  # longer than the keeper's beat
        assert answers(data)
        assert postmaster(data) == first


def test_a_keeper_that_stayed_for_others_is_waited_for_when_we_leave_the_next_server(
    data: Path, made: Path
) -> None:
    """Nobody else can: a child that is never waited for is a zombie until its parent ends."""
    stayed = prepare(data).base
    with running(data):
        user = servers.python(data, USE_IT)
        servers.hear(user, "up")
    assert stayed in keepers._ours
    user.communicate("")
    wait_until(lambda: processes_of(data) == [], 10)
    with servers.data_folder(like=made) as another, running(another):
        pass
    assert stayed not in keepers._ours


def test_five_processes_at_once_start_one_server(data: Path) -> None:
    users = [servers.python(data, USE_IT) for _ in range(5)]
    for user in users:
        servers.hear(user, "up")
    assert _postmasters(data) == [postmaster(data)]
    for user in users:
        user.communicate("")


def test_server_goes_when_its_last_user_is_killed(data: Path) -> None:
    user = servers.python(data, USE_IT)
    servers.hear(user, "up")
    user.kill()
    user.communicate()
    wait_until(lambda: processes_of(data) == [], 5)


def test_killed_postmaster_is_back_in_seconds_with_everything(data: Path) -> None:
    """D7 of our goals: after kill -9, an answer within ten seconds and without a human."""
    with running(data):
        _store(data)
        for _ in range(3):
            old = postmaster(data)
            os.kill(old, signal.SIGKILL)
            wait_until(partial(replaced, data, old), 10)
            assert value(data, "select n from kept") == 42


def test_a_server_killed_before_its_keeper_has_seen_it_up_comes_back_every_time(
    data: Path,
) -> None:
    """A user may meet the server some milliseconds before the keeper does."""
    user = servers.python(data, USE_IT)
    wait_until(lambda: _postmasters(data) != [], 10)
    [old] = _postmasters(data)
    its_keeper = servers.parent(old)
    os.kill(its_keeper, signal.SIGSTOP)
    servers.hear(user, "up")
    for _ in range(4):
        os.kill(old, signal.SIGKILL)
        os.kill(its_keeper, signal.SIGCONT)
        wait_until(partial(_another, data, old), 10)
        os.kill(its_keeper, signal.SIGSTOP)
        wait_until(partial(replaced, data, old), 10)
        old = postmaster(data)
    os.kill(its_keeper, signal.SIGCONT)
    user.communicate("")


def test_postmaster_comes_back_although_a_busy_backend_outlived_it(data: Path) -> None:
    """A backend in the middle of a computation does not notice that its postmaster has died."""
    with running(data):
        busy = threading.Thread(target=_compute, args=(data,), daemon=True)
        busy.start()
        wait_until(lambda: value(data, BUSY) == 1, 10)
        old = postmaster(data)
        os.kill(old, signal.SIGKILL)
        wait_until(lambda: replaced(data, old), 10)
        busy.join(10)
        assert not busy.is_alive()


def test_killed_keeper_takes_the_server_along_and_hold_brings_both_back(data: Path) -> None:
    with running(data):
        place = prepare(data)
        _store(data)
        old = postmaster(data)
        os.kill(keeper(data), signal.SIGKILL)
        wait_until(lambda: not Path(f"/proc/{old}").exists(), 5)
        assert not postgres.kept(place)
        postgres.hold(place)
        assert postgres.kept(place)
        assert value(data, "select n from kept") == 42


def test_a_server_that_cannot_come_back_is_tried_until_it_can(data: Path) -> None:
    """As after a full disk: nobody should have to start anything when there is room again."""
    with running(data):
        old = _break(data)
        wait_until(lambda: "no_such_setting" in prepare(data).log.read_text(), 10)
        assert not answers(data)
        _mend(data)
        wait_until(lambda: replaced(data, old), 20)


def test_a_server_that_cannot_come_back_does_not_outlive_its_users(data: Path) -> None:
    with running(data):
        _break(data)
        wait_until(lambda: "no_such_setting" in prepare(data).log.read_text(), 10)
    assert processes_of(data) == []


def test_a_server_that_cannot_start_says_why(data: Path) -> None:
    with running(data):
        pass
    _spoil(data)
    with pytest.raises(Failed, match="no_such_setting"), running(data):
        pass


def test_a_cluster_of_another_version_is_refused_and_left_alone(data: Path) -> None:
    with running(data):
        pass
    version = prepare(data).cluster / "PG_VERSION"
    version.write_text("17\n")
    with pytest.raises(Failed, match="was made by PostgreSQL 17"), running(data):
        pass
    assert version.read_text() == "17\n"


def test_an_interrupted_creation_is_begun_again() -> None:
    with servers.data_folder() as data:
        half = prepare(data).base / "cluster.new-1"
        half.mkdir()
        (half / "PG_VERSION").write_text("18\n")
        with running(data):
            assert answers(data)
            assert not half.exists()


def test_log_holds_no_statement_and_no_value(data: Path) -> None:
    """Statements carry identity numbers; a log is read by people who may not see those."""
    with running(data), psycopg.connect(postgres.address(data)) as connection:
        connection.execute("create table person (number text primary key)")
        connection.execute("insert into person values ('410401199001011234')")
        with pytest.raises(psycopg.errors.UniqueViolation):
            connection.execute("insert into person values ('410401199001011234')")
    log = prepare(data).log.read_text()
    assert "violates unique constraint" in log
    assert "410401199001011234" not in log


BUSY = "select count(*) from pg_stat_activity where query like 'select sum(%' and state = 'active'"


def _compute(data: Path) -> None:
    with pytest.raises(psycopg.OperationalError):
        value(data, "select sum(n::numeric ^ 3) from generate_series(1, 1000000000) as n")


def _postmasters(data: Path) -> list[int]:
    """Not a child either that has only just been forked: it bears its parent's words for a moment."""
    found = [pid for pid in processes_of(data) if "/bin/postgres\0-D" in servers.command(pid)]
    return [pid for pid in found if servers.parent(pid) not in found]


def _another(data: Path, old: int) -> bool:
    """Whether another postmaster has been started, up or not."""
    return [pid for pid in _postmasters(data) if pid != old] != []


def _spoil(data: Path) -> None:
    with (prepare(data).cluster / "postgresql.conf").open("a") as file:
        file.write("no_such_setting = 1\n")


def _break(data: Path) -> int:
    """Kill the server so that it cannot start again; the old postmaster."""
    _spoil(data)
    old = postmaster(data)
    os.kill(old, signal.SIGKILL)
    return old


def _mend(data: Path) -> None:
    conf = prepare(data).cluster / "postgresql.conf"
    conf.write_text(conf.read_text().replace("no_such_setting = 1\n", ""))


def _store(data: Path) -> None:
    with psycopg.connect(postgres.address(data)) as connection:
        connection.execute("create table kept as select 42 as n")
