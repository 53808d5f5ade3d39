"""L1, L4: the compact receipt of the QR code says what the file says, is read by a camera, and bears no change."""

from __future__ import annotations

import base64
import random

import pytest
import segno
import zxingcpp

import santai_compact
import santai_verify as verify
from santai.capabilities.ledger.queries.compact import BEGINNING, compact
from santai.capabilities.orders.actions import receipts
from santai.capabilities.orders.models import Event
from santai.capabilities.people.access import SYSTEM
from tests.reliability.ledger.live import Log
from tests.reliability.ledger.test_papers import accepted, bits, flipped
from tests.reliability.sizes import report
from tests.world import World, ask_for_aid, take

BYTES = random.Random(1)
CONTENT = {
    "kind": "event",
    "order": "26012345678",
    "seq": 12,
    "code": "aid_first",
    "at": "2026-03-02T01:00:00.123456+00:00",
    "hash": "ab" * 32,
}


def of_a_log_of(levels: int, *, witnesses: int = 1) -> str:
    """As long as a receipt gets in a log of 2**levels leaves."""
    made = [BYTES.randbytes(68), *(BYTES.randbytes(76) for _ in range(witnesses))]
    nodes = [BYTES.randbytes(32) for _ in range(levels)]
    size = 1 << levels
    return compact("sha256-ed25519", CONTENT, "cd" * 16, size - 7, size, nodes, made)


def read_by_a_camera(text: str, *, scale: int) -> str:
    """What a decoder that knows nothing of us sees in the square as `dense_square` draws it."""
    code = segno.make_qr(text, error="l")
    rows = [bytes(255 * (not dark) for dark in row) for row in code.matrix_iter(scale, 4)]
    picture = memoryview(b"".join(rows)).cast("B", (len(rows), len(rows[0])))
    (found,) = zxingcpp.read_barcodes(picture)
    return str(found.text)


@pytest.fixture
def written(world: World, log: Log) -> str:
    """The compact receipt of the first of two events, witnessed."""
    order = ask_for_aid().order
    take(world.staff("aid-clerk"), order, "claim")
    assert log.seal()
    assert log.ask()
    text = receipts.compact(actor=SYSTEM, number=order.number, seq=1)
    assert text is not None
    return text


@pytest.mark.parametrize("suite", ["sha256-ed25519", "sm3-sm2"], indirect=True)
def test_it_says_what_the_file_says_byte_by_byte(log: Log, written: str) -> None:
    event = Event.objects.select_related("order").get(seq=1)
    paper = receipts.receipt_of(event.order.number, 1)
    assert verify.unfolded(written.encode(), log.key, log.watcher.public) == paper
    content, head = verify.receipt(written.encode(), log.key, log.watcher.public)
    assert (content["hash"], head.size) == (event.hash, 2)
    assert head.witnessed != ""


def test_a_camera_reads_it_and_what_it_read_verifies(log: Log, written: str) -> None:
    text = read_by_a_camera(written, scale=3)
    assert text == written
    assert accepted(verify.receipt, text.encode(), log)


@pytest.mark.parametrize(("levels", "modules"), [(20, 105), (27, 117)])
def test_it_fits_a_square_that_a_telephone_reads(levels: int, modules: int) -> None:
    """A million leaves, and the 134 million of some years of a whole country; 85 mm on A5, 0.7 mm a module."""
    text = of_a_log_of(levels)
    assert segno.make_qr(text, error="l").symbol_size(border=0)[0] == modules
    assert read_by_a_camera(text, scale=3) == text
    report("ledger-square", leaves=1 << levels, characters=len(text), modules=modules)


def test_no_bit_of_the_text_can_be_changed(log: Log, written: str) -> None:
    paper = written.encode()
    tried = bits(paper, 400)
    assert [bit for bit in tried if accepted(verify.receipt, flipped(paper, bit), log)] == []


def test_no_bit_of_what_it_says_can_be_changed(log: Log, written: str) -> None:
    """Written again as it should be, so that only what is said is wrong."""
    text = written.removeprefix(BEGINNING)
    data = base64.b32decode(text + "=" * (-len(text) % 8))

    def again(changed: bytes) -> bytes:
        return (BEGINNING + base64.b32encode(changed).decode().rstrip("=")).encode()

    assert accepted(verify.receipt, again(data), log)
    tried = [again(flipped(data, bit)) for bit in bits(data, 200)]
    tried += [again(data[:-1]), again(data + b"\0"), again(flipped(data, 8 * len(data) - 1))]
    assert [one for one in tried if accepted(verify.receipt, one, log)] == []


def test_a_number_written_longer_than_it_needs_is_refused() -> None:
    """Planted: a decoder that takes 0x81 0x00 for 1 would let one receipt be written in two ways."""
    assert santai_compact._Reader(b"\x81\x01").number() == 129
    with pytest.raises(santai_compact.Malformed):
        santai_compact._Reader(b"\x81\x00").number()


def test_without_the_key_of_the_witness_it_is_refused(log: Log, written: str) -> None:
    with pytest.raises(verify.No, match="有签名不属于所给的公钥"):
        verify.receipt(written.encode(), log.key, None)
