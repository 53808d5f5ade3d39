"""What a pad for signing sends."""

from __future__ import annotations

from base64 import b64decode

from django.utils.translation import gettext as _

from santai.kernel.errors import Invalid

PNG, MOST = "data:image/png;base64,", 400_000  # a full pad of scribbles is a tenth of that


def picture_of(drawn: str, field: str = "signature") -> bytes:
    """The picture in a data address; nothing where nobody drew. The name in letters is asked for all the same."""
    if not drawn:
        return b""
    try:
        if not drawn.startswith(PNG) or len(drawn) > MOST:
            raise ValueError
        return b64decode(drawn.removeprefix(PNG), validate=True)
    except ValueError:
        raise Invalid({field: _("手写签名没有传上来，请清除后重新签。")}) from None
