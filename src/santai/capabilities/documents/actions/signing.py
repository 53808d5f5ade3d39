"""Signing a PDF (PAdES, ETSI EN 319 142) with a time-stamp (RFC 3161) inside.

The keys are files of the key folder: an authority of this installation, which signs one certificate for documents
and one for time-stamps. `settings.TSA` names a time-stamp authority outside instead; what ours stamps says no
more than our own clock does, and the ledger's witness is what makes it hold.
"""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO

from django.conf import settings
from pyhanko.pdf_utils import embed, generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.timestamps import (
    DummyTimeStamper,
    HTTPTimeStamper,
    TimeStamper,
    TimestampRequestError,
)
from pyhanko_certvalidator.registry import SimpleCertificateStore

from santai.capabilities.documents.actions.authority import Pair, pairs
from santai.capabilities.documents.actions.filling import DocumentError

FIELD = "Santai"
PATIENCE = 5  # seconds for a time-stamp from outside
ROOM = 24_000  # bytes kept for the signature, its certificates and its time-stamp


class StampMissing(DocumentError):
    """The time-stamp authority does not answer; nothing is issued, and it is tried again."""

    status = 503
    code = "time_stamp"

    def __init__(self) -> None:
        super().__init__("时间戳服务没有回答，证书稍后再出。")


def certified(pdf: bytes, attachments: Mapping[str, bytes]) -> bytes:
    """The PDF with these files inside, signed as a whole. Raises StampMissing."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    for name, content in attachments.items():
        _attach(writer, name, content)
    held = pairs()
    signer = signers.SimpleSigner(
        signing_cert=held.documents.certificate,
        signing_key=held.documents.key,
        cert_registry=SimpleCertificateStore.from_certs([held.authority]),
    )
    about = signers.PdfSignatureMetadata(
        field_name=FIELD, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES, certify=True
    )
    try:
        made = signers.sign_pdf(
            writer, about, signer, timestamper=_stamper(held.stamps), bytes_reserved=ROOM
        )
    except (TimestampRequestError, OSError, TimeoutError) as error:
        raise StampMissing from error
    return bytes(made.getvalue())


def _attach(writer: IncrementalPdfFileWriter, name: str, content: bytes) -> None:
    """As it is, not compressed: whoever checks it finds it with nothing but the bytes of the PDF."""
    stream = embed.EmbeddedFileObject.from_file_data(
        writer, content, compress=False, mime_type="application/json"
    )
    spec = embed.FileSpec(
        file_spec_string=name,
        file_name=name,
        embedded_data=stream,
        af_relationship=generic.NameObject("/Data"),
    )
    embed.embed_file(writer, spec)


def _stamper(ours: Pair) -> TimeStamper:
    if settings.TSA:
        return HTTPTimeStamper(settings.TSA, timeout=PATIENCE)
    return DummyTimeStamper(tsa_cert=ours.certificate, tsa_key=ours.key)
