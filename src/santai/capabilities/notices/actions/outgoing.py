"""HTTP to addresses that came from outside, so that nobody can make us call our own network (SSRF).

HTTPS only, public addresses only, unless the operator names the host in `settings.WEBHOOK_HOSTS`.
The name is resolved once, every address is judged, and the connection goes to a judged address: a
second answer of the name server changes nothing. No redirect, no proxy from the environment,
nothing of the answer is read but its status, and after DEADLINE seconds the line is cut whatever
trickles in.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from santai.kernel.lines import timed

DEADLINE = 10.0  # seconds from the first packet to the status line
UNICAST = ipaddress.ip_network("2000::/3")  # the only part of IPv6 that is routed in public
EXAMPLES = ipaddress.ip_network("3fff::/20")  # RFC 9637, newer than what Python 3.11 knows
PORTS = {"https": 443, "http": 80}


class BadAddress(ValueError):
    """A URL we do not call; the message says why, to the one who gave it."""


class Unreachable(Exception):
    """Nobody answered with a status; the text names the kind of failure only."""


def post(url: str, body: bytes, headers: Mapping[str, str]) -> int:
    """Send and give the status. Raises BadAddress or Unreachable."""
    parts = judged(url)
    host, port = _host(parts), parts.port or PORTS[parts.scheme]
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = kind(host, port)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        with timed(parts.scheme, host, addresses(host, port)[0], DEADLINE) as line:
            connection.sock = line
            connection.request("POST", target, body, dict(headers))
            return connection.getresponse().status
    except BadAddress:
        raise
    except (OSError, HTTPException, ValueError) as error:
        raise Unreachable(type(error).__name__) from error


def judged(url: str) -> SplitResult:
    """The parts of a URL we are willing to call, as far as its text goes. Raises BadAddress."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise BadAddress(_("地址写得不对，请检查。")) from None
    if any(ord(sign) <= 32 or ord(sign) >= 127 for sign in url) or not parts.hostname or port == 0:
        raise BadAddress(_("地址写得不对，只能用英文字符，例如 https://example.cn/santai。"))
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise BadAddress(_("地址里不要带用户名、密码或 # 号。"))
    plain = parts.scheme == "http" and _host(parts) in _named()
    if parts.scheme != "https" and not plain:
        raise BadAddress(_("地址要以 https:// 开头。"))
    return parts


def addresses(host: str, port: int) -> list[tuple[str, int]]:
    """Where the host is; raises BadAddress when one of its addresses is not public."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise BadAddress(_("找不到这个地址的服务器，请检查域名。")) from None
    places = list(dict.fromkeys((str(info[4][0]), port) for info in found))
    if host not in _named() and not all(is_public(address) for address, _port in places):
        raise BadAddress(_("这个地址在内部网络里，不能用。需要时请联系系统管理员登记。"))
    return places


def is_public(address: str) -> bool:
    """Whether an IP address is one that anybody on the Internet could call."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        # Forms that carry an IPv4 address (mapped, 6to4, Teredo, NAT64) are refused whole.
        tunnels = ip.ipv4_mapped or ip.sixtofour or ip.teredo or ip.scope_id
        return ip in UNICAST and ip not in EXAMPLES and ip.is_global and not tunnels
    return ip.is_global and not ip.is_multicast


def _host(parts: SplitResult) -> str:
    return (parts.hostname or "").lower().rstrip(".")


def _named() -> frozenset[str]:
    return frozenset(host.lower() for host in getattr(settings, "WEBHOOK_HOSTS", ()))
