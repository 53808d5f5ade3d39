"""The line to the telephone system: what it says comes in here, what rings is asked for here."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from santai.channels.hotline import queries, telephony
from santai.kernel.errors import Invalid, Missing, Refusal

LARGEST = 16 * 1024
STAMP, SIGNATURE = "X-Santai-Timestamp", "X-Santai-Signature"


@csrf_exempt  # signed instead: there is no session here
@require_POST
def telephone(request: HttpRequest) -> HttpResponse:
    """One event, signed; answered 200 however often it is sent."""
    secret = settings.HOTLINE_SECRET
    if not secret:
        raise Missing
    length = request.headers.get("Content-Length") or "0"
    if not length.isdecimal() or int(length[:12]) > LARGEST:
        return _refused(413, "too_large", f"一次最多 {LARGEST} 字节。")
    body, now = request.body, timezone.now()
    stamp, given = request.headers.get(STAMP, ""), request.headers.get(SIGNATURE, "")
    if not telephony.genuine(secret, stamp, given, body, now):
        return _refused(401, "unsigned", "签名不对，或者时间与本机相差五分钟以上。")
    try:
        call, repeated = telephony.happened(telephony.read(body, now))
    except Refusal as refusal:
        fields = refusal.fields if isinstance(refusal, Invalid) else {}
        return _refused(refusal.status, refusal.code, refusal.message, fields)
    return JsonResponse({"repeated": repeated, "agent": call.agent_id is not None})


@require_safe
def line(request: HttpRequest) -> HttpResponse:
    """The call at the desk of whoever asks; asked every second or two, so it asks three things only.

    It gives a key, no number: the page behind it looks at rights.
    """
    if not request.user.is_authenticated:
        return HttpResponse(status=401)
    call = queries.ringing(request.user.pk, timezone.now())
    return JsonResponse({"call": str(call.pk)}) if call else HttpResponse(status=204)


def _refused(
    status: int, code: str, message: str, fields: dict[str, str] | None = None
) -> JsonResponse:
    return JsonResponse({"code": code, "message": message, "fields": fields or {}}, status=status)
