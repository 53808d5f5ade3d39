"""What a kept file is for, and the types of content that are let in."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

_OOXML = "application/vnd.openxmlformats-officedocument"


class Kind(TextChoices):
    UPLOAD = "upload", _("上传")
    DOCUMENT = "document", _("文书")
    SIGNATURE = "signature", _("签名")


class Type(TextChoices):
    """The media type a file is served with. Decided by its content, never by its name."""

    JPEG = "image/jpeg", _("JPG 图片")
    PNG = "image/png", _("PNG 图片")
    WEBP = "image/webp", _("WEBP 图片")
    HEIC = "image/heic", _("HEIC 图片")
    GIF = "image/gif", _("GIF 图片")
    PDF = "application/pdf", "PDF"
    DOCX = f"{_OOXML}.wordprocessingml.document", _("Word 文档（docx）")
    XLSX = f"{_OOXML}.spreadsheetml.sheet", _("Excel 表格（xlsx）")
    DOC = "application/msword", _("Word 文档（doc）")
    XLS = "application/vnd.ms-excel", _("Excel 表格（xls）")
    OFD = "application/ofd", _("OFD 版式文件")
    TEXT = "text/plain; charset=utf-8", _("文本")
    TEXT_GB = "text/plain; charset=gb18030", _("文本（国标编码）")
    MP3 = "audio/mpeg", _("MP3 录音")
    WAV = "audio/wav", _("WAV 录音")
    AMR = "audio/amr", _("AMR 录音")
    M4A = "audio/mp4", _("M4A 录音")
    MP4 = "video/mp4", _("MP4 视频")


# Name endings that fit the content; the first is given to a file whose ending does not fit.
ENDINGS: Mapping[Type, tuple[str, ...]] = {
    Type.JPEG: ("jpg", "jpeg", "jfif"),
    Type.PNG: ("png",),
    Type.WEBP: ("webp",),
    Type.HEIC: ("heic", "heif"),
    Type.GIF: ("gif",),
    Type.PDF: ("pdf",),
    Type.DOCX: ("docx",),
    Type.XLSX: ("xlsx",),
    Type.DOC: ("doc", "wps"),
    Type.XLS: ("xls", "et"),
    Type.OFD: ("ofd",),
    Type.TEXT: ("txt", "csv", "log", "md"),
    Type.TEXT_GB: ("txt", "csv", "log"),
    Type.MP3: ("mp3",),
    Type.WAV: ("wav",),
    Type.AMR: ("amr",),
    Type.M4A: ("m4a",),
    Type.MP4: ("mp4", "m4v"),
}

PICTURES = frozenset({Type.JPEG, Type.PNG, Type.WEBP, Type.HEIC, Type.GIF})
OFFICE = frozenset({Type.DOCX, Type.XLSX, Type.DOC, Type.XLS, Type.OFD})
TEXTS = frozenset({Type.TEXT, Type.TEXT_GB})
RECORDINGS = frozenset({Type.MP3, Type.WAV, Type.AMR, Type.M4A, Type.MP4})
# What a browser may show in place; everything else is only ever handed over for download.
SHOWN_IN_PLACE = frozenset({Type.JPEG, Type.PNG, Type.WEBP, Type.GIF, Type.PDF})
