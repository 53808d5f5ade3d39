"""The witness answers as C2SP tlog-witness says, and whatever is thrown at it signs nothing it should not."""

from __future__ import annotations

import base64
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import santai_verify as verify
import santai_witness
from santai.kernel.merkle import Tree, leaf_hash, parents
from santai.kernel.notes import ED25519, Head, PublicKey, signature_line
from santai_signatures import ed25519_public, ed25519_sign

SEED = bytes(range(32))
KEY = PublicKey("log.example", ED25519, ed25519_public(SEED))
LEVELS = [[leaf_hash(bytes([n])) for n in range(64)]]
while len(LEVELS[-1]) > 1:
    LEVELS.append(parents(LEVELS[-1]))
TREE = Tree(lambda level, index: LEVELS[level][index])


def note(size: int, root: bytes | None = None, seed: bytes = SEED, origin: str = KEY.name) -> str:
    text = Head(origin, size, root or TREE.root(size)).text()
    key = PublicKey(origin, ED25519, ed25519_public(SEED))
    return f"{text}\n{signature_line(key, ed25519_sign(seed, text.encode()))}"


def asked(old: int, size: int, *, proof: list[bytes] | None = None, said: str = "") -> bytes:
    nodes = TREE.consistency(old, size) if proof is None else proof
    lines = [
        f"old {old}",
        *(base64.b64encode(node).decode() for node in nodes),
        "",
        said or note(size),
    ]
    return "\n".join(lines).encode()


@pytest.fixture
def witness(tmp_path: Path) -> santai_witness.Witness:
    santai_witness.init(tmp_path, "witness.example")
    found = santai_witness.Witness(tmp_path)
    found.trust(verify.read_key(str(KEY)))
    return found


def status(witness: santai_witness.Witness, request: bytes) -> int:
    try:
        witness.add(request, now=1_800_000_000)
    except santai_witness.Refused as refused:
        return refused.status
    return 200


def test_what_continues_is_signed_and_the_signature_verifies(
    witness: santai_witness.Witness,
) -> None:
    for old, size in ((0, 5), (5, 5), (5, 64)):
        line = witness.add(asked(old, size), now=1_800_000_000)
        head = verify.read_checkpoint(note(size) + line, verify.read_key(str(KEY)), witness.public)
        assert (head.size, head.witnessed) == (size, "2027-01-15T08:00:00+00:00")


REFUSED = {
    "from another size than the last": (409, asked(4, 12)),
    "set back": (409, asked(0, 5)),
    "another head of the same size": (409, asked(8, 8, proof=[], said=note(8, bytes(32)))),
    "another history": (422, asked(8, 12, said=note(12, bytes(32)))),
    "a proof too short": (422, asked(8, 12, proof=[])),
    "not signed by the log": (403, asked(8, 12, said=note(12, seed=bytes(32)))),
    "signed, then changed": (403, asked(8, 12, said=note(12).replace("\n12\n", "\n13\n"))),
    "a log nobody trusts": (404, asked(8, 12, said=note(12, origin="other.example"))),
    "an old size beyond the new": (400, asked(8, 8).replace(b"old 8", b"old 9")),
    "no request": (400, b"hello"),
    "too many lines of proof": (400, asked(8, 12, proof=[bytes(32)] * 64)),
}


@pytest.mark.parametrize("what", REFUSED)
def test_it_refuses(witness: santai_witness.Witness, what: str) -> None:
    assert status(witness, asked(0, 8)) == 200
    expected, request = REFUSED[what]
    assert status(witness, request) == expected
    assert status(witness, asked(8, 9)) == 200, "and knows what it knew"


def test_what_it_signed_is_on_the_disk_before_the_answer(
    witness: santai_witness.Witness, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        santai_witness.os, "fsync", lambda _: (_ for _ in ()).throw(OSError("full"))
    )
    with pytest.raises(OSError, match="full"):
        witness.add(asked(0, 8), now=1)
    monkeypatch.undo()
    assert status(santai_witness.Witness(witness.folder), asked(0, 9)) == 200


def test_it_remembers_after_a_restart(witness: santai_witness.Witness) -> None:
    assert status(witness, asked(0, 8)) == 200
    again = santai_witness.Witness(witness.folder)
    assert status(again, asked(0, 12)) == 409
    assert (again.folder / "key").stat().st_mode & 0o777 == 0o600


@pytest.fixture(scope="module")
def lasting(tmp_path_factory: pytest.TempPathFactory) -> santai_witness.Witness:
    folder = tmp_path_factory.mktemp("witness")
    santai_witness.init(folder, "witness.example")
    found = santai_witness.Witness(folder)
    found.trust(verify.read_key(str(KEY)))
    assert status(found, asked(0, 8)) == 200
    return found


GOOD = asked(8, 12)


@given(st.binary(max_size=600) | st.tuples(st.integers(0, len(GOOD) - 1), st.binary(max_size=3)))
@example(b"")
@example(b"old 8\n\n\n\n")
def test_nothing_thrown_at_it_is_signed(lasting: santai_witness.Witness, thrown) -> None:
    if not isinstance(thrown, bytes):
        place, other = thrown
        thrown = GOOD[:place] + other + GOOD[place + 1 :]
    if thrown != GOOD:
        assert status(lasting, thrown) in {400, 403, 404, 409, 422}


@pytest.fixture
def address(witness: santai_witness.Witness) -> Iterator[str]:
    server = santai_witness.server(witness.folder, "127.0.0.1", 0)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join()


def posted(address: str, data: bytes) -> tuple[int, str, str]:
    try:
        with urllib.request.urlopen(urllib.request.Request(address, data)) as answer:
            return answer.status, answer.headers["Content-Type"], answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers["Content-Type"], error.read().decode()


def test_it_speaks_http(address: str) -> None:
    assert posted(f"{address}/add-checkpoint", asked(0, 8))[0] == 200
    assert posted(f"{address}/add-checkpoint", asked(0, 12)) == (409, "text/x.tlog.size", "8\n")
    assert posted(f"{address}/elsewhere", b"")[0] == 404
    assert posted(f"{address}/add-checkpoint", b"x" * 70_000)[0] == 400
