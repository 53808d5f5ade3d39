"""Evidence preservation (电子证据保全): fixed, proven, certified; another byte is refused (SEC, NOT, ENF; L4)."""

from __future__ import annotations

import base64
import hashlib
import json
import random
import subprocess
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO
from pathlib import Path

import pytest
from django.test import override_settings
from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

import santai_verify as verify
from santai.capabilities.documents.actions import authority
from santai.capabilities.documents.models import Document
from santai.capabilities.documents.queries import pdf_of
from santai.capabilities.files.models import StoredFile
from santai.capabilities.ledger.actions import fsck, sequencer
from santai.capabilities.ledger.actions.keys import make_keys
from santai.capabilities.ledger.models import Leaf
from santai.capabilities.orders.actions import add_file, certify_waiting, preserve
from santai.capabilities.orders.actions.evidence import certify
from santai.capabilities.orders.models import Order
from santai.kernel.errors import Forbidden, Invalid, Missing
from santai_pdf import RANGE
from tests.world import LUSHAN, NOW, World, ask_for_aid, holder

LATER = NOW + timedelta(minutes=1)
NOTE = "工资欠条：今欠张三工资 18400 元。".encode()


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three RSA keys take a second: once for all."""
    return tmp_path_factory.mktemp("keys")


@pytest.fixture(autouse=True)
def key(settings, keys: Path) -> verify.Key:
    settings.KEYS_ROOT, settings.TSA = keys, ""
    return verify.read_key(str(make_keys()))


@pytest.fixture
def order(world: World) -> Order:
    return ask_for_aid().order


@pytest.fixture
def file(order: Order) -> StoredFile:
    return add_file(actor=holder(order), number=order.number, name="欠条.txt", content=NOTE, at=NOW)


def fixed(world: World, order: Order, file: StoredFile) -> bytes:
    """Fixed by the clerk, sealed, certified: the PDF."""
    clerk = world.staff("aid-clerk")
    preserve(actor=clerk, number=order.number, file=file.pk, how="given", at=NOW)
    assert certify_waiting(at=NOW) == 0, "not before a checkpoint is over it"
    assert sequencer.seal(at=LATER)
    assert certify_waiting(at=LATER) == 1
    return pdf_of(Document.objects.get(key="evidence"))


def test_fixing_a_file_is_an_event_with_a_leaf_of_its_own_kind(
    world: World, order: Order, file: StoredFile
) -> None:
    event = preserve(
        actor=world.staff("aid-clerk"), number=order.number, file=file.pk, how="given", at=NOW
    )
    assert event.data == {
        "file": file.pk,
        "name": "欠条.txt",
        "size": len(NOTE),
        "how": "given",
        "sha256": hashlib.sha256(NOTE).hexdigest(),
        "sm3": hashlib.new("sm3", NOTE).hexdigest(),
    }
    kinds = Leaf.objects.filter(owner=order.pk, seq=event.seq).order_by("kind")
    assert list(kinds.values_list("kind", flat=True)) == ["event", "evidence"]
    assert sequencer.seal(at=LATER)
    assert list(fsck.everything()) == []


def test_the_certificate_verifies_with_the_file_and_nothing_else(
    world: World, order: Order, file: StoredFile, key: verify.Key
) -> None:
    content, head = verify.evidence(fixed(world, order, file), NOTE, key)
    assert (content["order"], content["how"], content["size"]) == (order.number, "given", len(NOTE))
    assert head.size == Leaf.objects.exclude(index=None).count()


def test_it_is_issued_once_and_the_applicant_has_it(
    world: World, order: Order, file: StoredFile
) -> None:
    fixed(world, order, file)
    assert certify_waiting(at=LATER) == 0
    assert certify(order.number, order.events.get(code="preserved").seq, at=LATER) is None
    last = order.events.order_by("seq").last()
    assert last is not None
    assert (last.code, last.public) == ("certified", True)
    document = Document.objects.get(key="evidence")
    assert (document.subject, document.title) == (order.subject, "电子证据保全证书")


def test_no_bit_of_the_file_may_be_another(
    world: World, order: Order, file: StoredFile, key: verify.Key
) -> None:
    clerk = world.staff("aid-clerk")
    preserve(actor=clerk, number=order.number, file=file.pk, how="given", at=NOW)
    sequencer.seal(at=LATER)
    proof = proof_of(order)
    assert verify.evidence(proof, NOTE, key)
    for bit in range(8 * len(NOTE)):
        changed = bytearray(NOTE)
        changed[bit // 8] ^= 1 << bit % 8
        with pytest.raises(verify.No, match="sha256"):
            verify.evidence(proof, bytes(changed), key)
    with pytest.raises(verify.No, match="长度"):
        verify.evidence(proof, NOTE + b"\n", key)


def proof_of(order: Order) -> bytes:
    from santai.capabilities.ledger import queries as ledger
    from santai.capabilities.orders.actions.leaves import EVIDENCE, evidence_of

    event = order.events.get(code="preserved")
    paper = ledger.receipt(EVIDENCE, order.pk, event.seq, evidence_of(event, order.number))
    assert paper is not None
    return paper


# --- the signature of the PDF


def judged(pdf: bytes, root: Path) -> tuple[bool, bool, bool]:
    """Whether the signature is whole, of us, and stamped, says a program that is not ours."""
    trusted = ValidationContext(
        trust_roots=[load_cert_from_pemder(str(root))], allow_fetching=False
    )
    signature = PdfFileReader(BytesIO(pdf)).embedded_signatures[0]
    status = validate_pdf_signature(signature, trusted, ts_validation_context=trusted)
    stamp = status.timestamp_validity
    return status.intact and status.valid, status.trusted, bool(stamp and stamp.intact)


def test_the_pdf_is_signed_and_stamped_as_a_whole(
    world: World, order: Order, file: StoredFile, keys: Path
) -> None:
    pdf = fixed(world, order, file)
    root = keys / f"{authority.AUTHORITY}.crt"
    assert judged(pdf, root) == (True, True, True)
    assert b"/AFRelationship /Data" in pdf
    at = pdf.index(b'{"checkpoint"') + 40
    changed = pdf[:at] + bytes([pdf[at] ^ 1]) + pdf[at + 1 :]
    assert judged(changed, root)[0] is False


def test_a_bit_of_the_proof_inside_the_pdf_is_not_changed_unseen(
    world: World, order: Order, file: StoredFile, key: verify.Key
) -> None:
    pdf = fixed(world, order, file)
    begin = pdf.index(b'{"checkpoint"')
    end = pdf.index(b"endstream", begin)
    for at in range(begin, end - 2, 37):
        changed = pdf[:at] + bytes([pdf[at] ^ 1]) + pdf[at + 1 :]
        with pytest.raises(verify.No):
            verify.evidence(changed, NOTE, key)


def flipped(pdf: bytes, bit: int) -> bytes:
    changed = bytearray(pdf)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def refused(pdf: bytes, trusted: bytes) -> bool:
    try:
        verify.signed_by(pdf, trusted)
    except verify.No:
        return True
    return False


def test_the_second_program_checks_the_signature_of_the_pdf(
    world: World, order: Order, file: StoredFile, keys: Path, tmp_path: Path
) -> None:
    """By the authority's certificate or by the very one that signed; of another authority it does not hold."""
    pdf = fixed(world, order, file)
    ours = {name: (keys / f"{name}.crt").read_bytes() for name in authority.TITLES}
    for name in (authority.AUTHORITY, authority.DOCUMENTS):
        assert verify.signed_by(pdf, ours[name]) == authority.TITLES[authority.DOCUMENTS]
    assert refused(pdf, ours[authority.STAMPS])
    (tmp_path / "others").mkdir()
    with override_settings(KEYS_ROOT=tmp_path / "others"):
        authority.make_authority()
    other = (tmp_path / "others" / f"{authority.AUTHORITY}.crt").read_bytes()
    assert other != ours[authority.AUTHORITY]
    assert refused(pdf, other)
    for wrong in (b"", b"nothing", ours[authority.AUTHORITY][:-200]):
        assert refused(pdf, wrong)


def test_no_bit_that_is_signed_may_be_another_and_nothing_is_added(
    world: World, order: Order, file: StoredFile, keys: Path
) -> None:
    pdf, trusted = fixed(world, order, file), (keys / f"{authority.AUTHORITY}.crt").read_bytes()
    ((_, left, right, _),) = [list(map(int, found)) for found in RANGE.findall(pdf)]
    by = random.Random(7)
    signed = [*by.sample(range(8 * left), 400), *by.sample(range(8 * right, 8 * len(pdf)), 200)]
    assert [bit for bit in signed if not refused(flipped(pdf, bit), trusted)] == []
    signature = range(8 * left, 8 * (left + 2000))  # its frame, digests and certificates
    for bit in by.sample(signature, 300):
        refused(flipped(pdf, bit), trusted)  # never another error
    assert refused(pdf + b"%", trusted)
    assert refused(pdf + b"\n1 0 obj\n<<>>\nendobj\n%%EOF\n", trusted)
    assert refused(pdf[:-1], trusted)


def test_a_yes_says_what_of_the_paper_was_checked(
    world: World,
    order: Order,
    file: StoredFile,
    key: verify.Key,
    keys: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "c.pdf").write_bytes(fixed(world, order, file))
    (tmp_path / "n.txt").write_bytes(NOTE)
    name, ours = (
        key.name,
        f"{key.name}+{key.id.hex()}+{base64.b64encode(key.kind + key.key).decode()}",
    )
    given = ["evidence", str(tmp_path / "c.pdf"), "--of", str(tmp_path / "n.txt"), "--key", ours]
    root, stamps = (str(keys / f"{one}.crt") for one in (authority.AUTHORITY, authority.STAMPS))
    assert (verify.main(given), "没有核验" in capsys.readouterr().out) == (0, True)
    assert verify.main([*given, "--authority", root]) == 0
    said = capsys.readouterr().out
    assert name in said
    assert f"PDF 由 {authority.TITLES[authority.DOCUMENTS]} 签名，未改动" in said
    assert (verify.main([*given, "--authority", stamps]), capsys.readouterr().out[:6]) == (
        1,
        "否 / no",
    )


def test_keys_of_the_authority_are_for_their_owner_alone(keys: Path) -> None:
    authority.make_authority()
    modes = {path.suffix: path.stat().st_mode & 0o777 for path in keys.glob("evidence-*")}
    assert modes == {".key": 0o600, ".crt": 0o644}


# --- a time-stamp authority outside: OpenSSL's, behind HTTP


@pytest.fixture
def openssl(keys: Path, tmp_path: Path) -> Iterator[str]:
    authority.make_authority()
    (tmp_path / "serial").write_text("01\n")
    (tmp_path / "tsa.cnf").write_text(
        f"[tsa]\ndefault_tsa = one\n[one]\nserial = {tmp_path}/serial\n"
        f"signer_cert = {keys}/{authority.STAMPS}.crt\nsigner_key = {keys}/{authority.STAMPS}.key\n"
        f"certs = {keys}/{authority.AUTHORITY}.crt\nsigner_digest = sha256\ndefault_policy = 1.2.3.4.1\n"
        "digests = sha256\nordering = yes\ntsa_name = yes\ness_cert_id_chain = no\n"
    )

    class Tsa(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            query = tmp_path / "query"
            query.write_bytes(self.rfile.read(int(self.headers["Content-Length"])))
            command = [
                "openssl",
                "ts",
                "-reply",
                "-config",
                tmp_path / "tsa.cnf",
                "-queryfile",
                query,
            ]
            answer = subprocess.run(command, capture_output=True, check=True).stdout
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Tsa)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join()


def test_another_authority_stamps_where_its_address_is_set(
    world: World, order: Order, file: StoredFile, keys: Path, settings, openssl: str
) -> None:
    settings.TSA = openssl
    pdf = fixed(world, order, file)
    assert judged(pdf, keys / f"{authority.AUTHORITY}.crt") == (True, True, True)
    assert bytes.fromhex("2a030401").hex() in pdf.decode("latin-1").lower(), "its policy 1.2.3.4.1"


def test_a_silent_authority_puts_it_off(
    world: World, order: Order, file: StoredFile, settings
) -> None:
    settings.TSA = "http://127.0.0.1:9"
    clerk = world.staff("aid-clerk")
    preserve(actor=clerk, number=order.number, file=file.pk, how="given", at=NOW)
    sequencer.seal(at=LATER)
    assert certify_waiting(at=LATER) == 0
    assert not Document.objects.exists()
    settings.TSA = ""
    assert certify_waiting(at=LATER) == 1


# --- who may


def test_who_may_not_fix(world: World, order: Order, file: StoredFile) -> None:
    """The applicant has the file but fixes nothing; the outsider knows of no such order."""
    do = {"number": order.number, "file": file.pk, "how": "given", "at": NOW}
    with pytest.raises(Forbidden):
        preserve(actor=holder(order), **do)
    with pytest.raises(Missing):
        preserve(actor=world.staff("aid-clerk", LUSHAN), **do)
    with pytest.raises(Invalid) as refused:
        preserve(actor=world.staff("aid-clerk"), **{**do, "how": "guessed"})
    assert list(refused.value.fields) == ["how"]
    with pytest.raises(Invalid):
        preserve(actor=world.staff("aid-clerk"), **{**do, "file": file.pk + 1})
    assert not Leaf.objects.filter(kind="evidence").exists()


def test_what_is_said_is_canonical_json(world: World, order: Order, file: StoredFile) -> None:
    preserve(actor=world.staff("aid-clerk"), number=order.number, file=file.pk, how="given", at=NOW)
    sequencer.seal(at=LATER)
    said = json.loads(proof_of(order))["content"]
    assert sorted(said) == ["at", "hash", "how", "kind", "order", "seq", "sha256", "size", "sm3"]
