"""Reading what the operator decides from the environment; a senseless value stops the start."""

import os
import re
import secrets
import shlex
import subprocess
from collections.abc import Callable
from contextlib import suppress
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path

DEMONSTRATION = "demonstration"  # a file in the data folder: nothing in this installation is real
CHECKOUT = Path(__file__).resolve().parents[3]


class BadEnvironment(SystemExit):
    """An environment variable holds something unusable; the message says how to put it right."""


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, default).strip()


def words(name: str, default: str = "", *, separator: str = ",") -> list[str]:
    return [word.strip() for word in text(name, default).split(separator) if word.strip()]


def flag(name: str, *, default: bool = False) -> bool:
    value = text(name, "yes" if default else "no").lower()
    if value in {"1", "yes", "true", "on"}:
        return True
    if value in {"0", "no", "false", "off", ""}:
        return False
    raise BadEnvironment(f"{name}={value!r}: say yes or no.")


def whole(name: str, default: int, *, least: int = 1) -> int:
    value = text(name, str(default))
    if not value.isdecimal() or int(value) < least:
        raise BadEnvironment(f"{name}={value!r}: give a whole number, at least {least}.")
    return int(value)


def networks(name: str) -> list[IPv4Network | IPv6Network]:
    """Addresses and networks, separated by commas: `10.0.0.4,192.168.7.0/24`."""
    try:
        return [ip_network(word) for word in words(name)]
    except ValueError as error:
        raise BadEnvironment(
            f"{name}: {error}. Give addresses or networks, separated by commas."
        ) from error


def data_folder() -> Path:
    """Where everything of this installation lives: database, files, secret key.

    ``SANTAI_DATA``, or ``var`` in the checkout, or ``~/.local/share/santai`` when installed
    as a package.
    """
    chosen = text("SANTAI_DATA")
    if chosen:
        return Path(chosen).expanduser().resolve()
    if (CHECKOUT / "pyproject.toml").is_file():
        return CHECKOUT / "var"
    return Path.home() / ".local" / "share" / "santai"


def database_url() -> str:
    """Address of a PostgreSQL of the operator's own; empty for the embedded one."""
    url = text("DATABASE_URL")
    if url and not url.startswith(("postgres://", "postgresql://")):
        kind = url.partition(":")[0]
        raise BadEnvironment(
            f"DATABASE_URL begins with {kind!r}: Santai runs on PostgreSQL only. "
            "Give postgresql://user:password@host:5432/name, or unset it for the embedded server."
        )
    return url


def secret_key() -> str:
    """``SANTAI_SECRET_KEY``, or a key made once and kept in the data folder for its owner only."""
    return text("SANTAI_SECRET_KEY") or _kept(
        data_folder() / "secret-key", lambda: secrets.token_urlsafe(48)
    )


def master_key() -> bytes:
    """The key that opens the data keys: 64 hexadecimal digits in ``SANTAI_MASTER_KEY``, or printed by the
    program ``SANTAI_MASTER_KEY_COMMAND`` (a key service, a card), or a file of the data folder made once.

    Whoever has it and the database can read everything; who has lost it, nothing. Keep it apart from backups.
    """
    given, command = text("SANTAI_MASTER_KEY"), text("SANTAI_MASTER_KEY_COMMAND")
    if not given and command:
        asked = subprocess.run(shlex.split(command), capture_output=True, text=True, check=False)
        if asked.returncode:
            raise BadEnvironment(f"SANTAI_MASTER_KEY_COMMAND failed with {asked.returncode}.")
        given = asked.stdout.strip()
    elif not given:
        given = _kept(data_folder() / "master-key", lambda: secrets.token_hex(32)).strip()
    if not re.fullmatch("[0-9a-fA-F]{64}", given):
        raise BadEnvironment("The master key is not 64 hexadecimal digits (openssl rand -hex 32).")
    return bytes.fromhex(given)


def cipher() -> str:
    """What new data keys are for: ``SANTAI_CIPHER``, aes-256-gcm or sm4-gcm."""
    chosen = text("SANTAI_CIPHER", "aes-256-gcm").lower()
    if chosen not in {"aes-256-gcm", "sm4-gcm"}:
        raise BadEnvironment(f"SANTAI_CIPHER={chosen!r}: say aes-256-gcm or sm4-gcm.")
    return chosen


def _kept(path: Path, make: Callable[[], str]) -> str:
    """The content of ``path``; made first if it is not there, whole even if two processes race."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}.{os.getpid()}")
        with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(make())
        with suppress(FileExistsError):
            os.link(draft, path)  # the first one wins; the loser reads the winner's
        draft.unlink()
    return path.read_text()
