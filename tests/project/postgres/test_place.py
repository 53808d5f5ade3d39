"""Where the embedded server lives when the obvious place will not do."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from santai.project import postgres
from santai.project.postgres import place, prepare, programs, running
from tests.project import servers
from tests.project.servers import answers

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root hands the server to another user")


@pytest.fixture
def data() -> Iterator[Path]:
    with servers.data_folder() as folder:
        yield folder


def test_everything_lies_in_the_data_folder(data: Path) -> None:
    found = prepare(data)
    assert found.base == data / "postgres"
    assert found.socket == data / "postgres" / "socket"
    assert str(found.socket) in postgres.address(data)


def test_preparing_twice_changes_nothing(data: Path) -> None:
    assert prepare(data) == prepare(data)


def test_a_path_too_long_for_a_socket_gets_a_short_one(data: Path) -> None:
    deep = data / ("long" * 30)
    with running(deep):
        socket = prepare(deep).socket
        assert len(str(socket)) <= place.LONGEST
        assert answers(deep)
    socket.rmdir()


def test_a_short_folder_lost_in_a_reboot_is_made_again(data: Path) -> None:
    deep = data / ("long" * 30)
    socket = prepare(deep).socket
    socket.rmdir()
    assert prepare(deep).socket == socket
    assert socket.is_dir()
    socket.rmdir()


@as_root
def test_root_in_a_closed_folder_keeps_the_server_elsewhere(data: Path) -> None:
    """A checkout under /root, which the server's system user may not enter."""
    closed = data / "closed"
    closed.mkdir(mode=0o700)
    inside = closed / "var"
    with running(inside):
        base = (inside / "postgres").resolve()
        assert base.parent == place.ELSEWHERE
        assert answers(inside)
    with running(inside):
        assert (inside / "postgres").resolve() == base  # the same one again
        assert answers(inside)
    shutil.rmtree(base)


@as_root
def test_server_does_not_run_as_root(data: Path) -> None:
    with running(data):
        assert Path(f"/proc/{servers.postmaster(data)}").stat().st_uid != 0


@as_root
def test_a_short_folder_that_somebody_else_made_is_refused(data: Path) -> None:
    deep = data / ("long" * 30)
    socket = prepare(deep).socket
    os.chown(socket, 65534, 65534)
    (deep / "postgres" / "socket").unlink()
    with pytest.raises(PermissionError, match="belongs to somebody else"):
        prepare(deep)
    socket.rmdir()


@as_root
def test_programs_out_of_reach_are_copied_once(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    owner = prepare(data).owner
    reach = programs.Owner.may
    monkeypatch.setattr(
        programs.Owner, "may", lambda self, how, path: "site-packages" not in path.parts
    )
    copied = programs.folder(owner, data)
    assert copied.is_relative_to(data)
    assert programs.folder(owner, data) == copied
    assert reach(owner, "-x", copied / "postgres")
    assert subprocess.run([copied / "initdb", "--version"], check=True).returncode == 0
