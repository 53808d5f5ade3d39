"""Keys do not lie beside what they open: sealed with a passphrase, into a file that is kept elsewhere.

Whatever lies in the data folder and is neither database nor files nor made anew is a key.
"""

from __future__ import annotations

import json
import os
import secrets
from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from santai.project.backup.manifest import Refused

# What stays closed without a key, by how its name begins; said by a restore that does without.
OPENS = {
    "secret-key": "已发出的查询码和登录全部失效，推送的签名密钥全部改变",
    "keys/ledger": "账本不能再签名，恢复出来的记录没有与账本核对",
    "": "用它加密的内容打不开",
}
NO_KEYS = frozenset({"postgres", "files", "static"})
MARK = b"santai keys 1\n"
LEAST = 12  # characters


def found(data: Path) -> dict[str, bytes]:
    """Every key of an installation, by its path in the data folder."""
    return {
        str(path.relative_to(data)): path.read_bytes()
        for top in sorted(data.iterdir())
        if top.name not in NO_KEYS and not top.name.startswith(".")
        for path in ([top] if top.is_file() else sorted(top.rglob("*")))
        if path.is_file()
    }


def prints(keys: Mapping[str, bytes]) -> dict[str, str]:
    """What a manifest says of them: enough to know them again, not to use them."""
    return {name: sha256(MARK + content).hexdigest() for name, content in keys.items()}


def closed_without(names: Iterable[str]) -> list[str]:
    """A sentence for every key that is not there."""
    return [
        f"没有密钥 {name}：{next(said for start, said in OPENS.items() if name.startswith(start))}。"
        for name in sorted(names)
        if not name.endswith(".pub")
    ]


def seal(keys: Mapping[str, bytes], passphrase: str, into: Path) -> None:
    """Write them encrypted (AES-256-GCM, key by scrypt), for their owner only."""
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    text = json.dumps({name: b64encode(content).decode() for name, content in keys.items()})
    sealed = AESGCM(_key(passphrase, salt)).encrypt(nonce, text.encode(), MARK)
    draft = into.with_name(f".{into.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "wb") as file:
        file.write(MARK + salt + nonce + sealed)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(into)


def unseal(path: Path, passphrase: str) -> dict[str, bytes]:
    """Raises Refused for a wrong passphrase and for a changed file: nobody can tell the two apart."""
    try:
        content = path.read_bytes()
        head, rest = content[: len(MARK)], content[len(MARK) :]
        if head != MARK:
            raise Refused("key-wrong", path)
        text = AESGCM(_key(passphrase, rest[:16])).decrypt(rest[16:28], rest[28:], MARK)
    except (InvalidTag, ValueError, OSError):
        raise Refused("key-wrong", path) from None
    return {name: b64decode(coded) for name, coded in json.loads(text).items()}


def put_back(keys: Mapping[str, bytes], wanted: Mapping[str, str], data: Path) -> None:
    """Exactly those that the manifest names, each for its owner only."""
    if prints(keys) != dict(wanted):
        raise Refused("key-wrong", "、".join(sorted(wanted)))
    for name, content in keys.items():
        path = data / name
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            file.write(content)


def _key(passphrase: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=32, n=2**15, r=8, p=1).derive(passphrase.encode())
