"""Headers every page carries, and whose address a request comes from."""

from collections.abc import Callable
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

# Nothing from elsewhere, no script or style inside a page, no frame around it. Pictures may be
# inline (QR codes, diagrams). Django 5.2 has no setting for this header.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "media-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
# What no page of ours asks a device for. Photos are chosen with the telephone's own camera program.
FEATURES = (
    *("accelerometer", "autoplay", "browsing-topics", "camera", "display-capture"),
    *("encrypted-media", "geolocation", "gyroscope", "hid", "idle-detection", "magnetometer"),
    *("microphone", "midi", "payment", "screen-wake-lock", "serial", "usb", "xr-spatial-tracking"),
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in FEATURES),
    # Nobody else's page may take ours in as a picture, a script or a frame.
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Permitted-Cross-Domain-Policies": "none",
    # Shared caches once showed one user's page to another; a view that may be cached says so.
    "Cache-Control": "no-store",
    "X-Frame-Options": "DENY",
}


def headers(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: add what the view has not set itself."""

    def respond(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    return respond


def client_address(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: `REMOTE_ADDR` is who asked, not the proxy that passed it on.

    What counts tries, keeps sign-ins and writes logs reads that one place. Anybody may write
    `X-Forwarded-For`: only what a proxy of ours added to its right end is believed.
    """

    def respond(request: HttpRequest) -> HttpResponseBase:
        if settings.TRUSTED_PROXIES:
            said = request.META.get("HTTP_X_FORWARDED_FOR", "")
            request.META["REMOTE_ADDR"] = _asker(request.META.get("REMOTE_ADDR", ""), said)
        return get_response(request)

    return respond


def _asker(peer: str, forwarded: str) -> str:
    """The right-most address that is no proxy of ours; what is no address ends the chain."""
    hops = [hop.strip() for hop in forwarded.split(",")] if forwarded else []
    while hops and _is_ours(peer):
        try:
            peer = str(ip_address(hops.pop()))
        except ValueError:
            break
    return peer


def _is_ours(address: str) -> bool:
    try:
        parsed = ip_address(address)
    except ValueError:  # a Unix socket has none: whoever may speak on it is the proxy
        return not address
    return any(parsed in network for network in settings.TRUSTED_PROXIES)
