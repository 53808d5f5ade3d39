"""Why a file was not taken, and what to do instead: every message names the way on."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from santai.kernel.errors import Refusal

_TAKEN = gettext_noop(
    "可以上传：照片（JPG、PNG、HEIC、WEBP、GIF）、PDF、Word、Excel、OFD、文本（TXT）、"
    "录音（MP3、M4A、WAV、AMR）和视频（MP4）。"
)

_MESSAGES = {
    "empty": gettext_noop("文件是空的。请检查后重新选择。"),
    "too_large": gettext_noop(
        "文件超过 {megabytes} MB。请压缩图片、调低扫描分辨率，或分成几个文件上传。"
    ),
    "too_many": gettext_noop(
        "这件事最多上传 {files} 个文件，已经满了。请把多页合成一个 PDF，或到窗口提交。"
    ),
    "full": gettext_noop(
        "这件事的文件合计不能超过 {megabytes} MB，还可以上传 {left} MB。请压缩后上传，或到窗口提交。"
    ),
    "not_allowed": gettext_noop("这里不能上传{label}。请换成：{allowed}。"),
    "unknown": gettext_noop("认不出这是什么文件。{taken}"),
    "archive": gettext_noop("不能上传压缩包。请先解压，再把里面的文件逐个上传。"),
    "program": gettext_noop("不能上传程序或脚本。{taken}"),
    "web_page": gettext_noop("不能上传网页、SVG 或 XML 文件。请打印成 PDF，或截图后上传。"),
    "picture": gettext_noop("这种图片格式暂时看不了。请另存为 JPG 或 PNG 后上传。"),
    "recording": gettext_noop("这种音视频格式暂时播放不了。请转成 MP4 或 MP3 后上传。"),
    "document": gettext_noop("这种文档格式暂时打不开。请另存为 PDF 或 DOCX 后上传。"),
    "macros": gettext_noop(
        "文档里带有宏（会自动运行的程序）。请另存为不带宏的 DOCX、XLSX，或导出 PDF 后上传。"
    ),
    "locked": gettext_noop("文档设有打开密码，工作人员看不到内容。请去掉密码后上传。"),
    "damaged": gettext_noop("文件不完整或已损坏，打不开。请重新拍照、扫描或导出后上传。"),
    "too_many_pixels": gettext_noop(
        "图片标明的尺寸是 {width}×{height} 像素，过大。请缩小或重新拍照后上传。"
    ),
    "unfolds": gettext_noop("文档解开后过大，无法安全打开。请导出为 PDF 后上传。"),
    "unsafe": gettext_noop("文档的内部结构不正常，可能不安全。请重新另存，或导出为 PDF 后上传。"),
    "virus": gettext_noop("文件里发现了病毒，没有收下。请查杀后重新导出，或到窗口提交。"),
    "unscanned": gettext_noop("文件暂时不能做病毒检查，没有收下。请过几分钟再传，或到窗口提交。"),
    "too_many_today": gettext_noop(
        "您今天上传的文件已经到了上限（{files} 个）。请明天再传，或到窗口提交。"
    ),
    "full_today": gettext_noop(
        "您今天上传的文件合计已经到了上限（{megabytes} MB）。请明天再传，或到窗口提交。"
    ),
}

_STATUS = {
    **dict.fromkeys(("too_large", "full", "too_many"), 413),
    **dict.fromkeys(("too_many_today", "full_today"), 429),
    "unscanned": 503,
}


class FileRefused(Refusal):
    """A file that is not taken. `code` is one of the keys above; nothing of it was stored."""

    def __init__(self, code: str, **words: object) -> None:
        super().__init__(_(_MESSAGES[code]).format(taken=_(_TAKEN), **words))
        self.code = code
        self.status = _STATUS.get(code, 422)
