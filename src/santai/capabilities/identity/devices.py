"""A device in two words, for somebody to know their own again; and nothing that would follow them about."""

from __future__ import annotations

from django.utils.translation import gettext_noop

SYSTEMS = (
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)
PROGRAMS = (  # the more particular first: most say that they are Chrome and Safari as well
    ("MicroMessenger", gettext_noop("微信")),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("QQBrowser", "QQ"),
    ("UCBrowser", "UC"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
UNKNOWN = gettext_noop("未知设备")


def words(agent: str) -> str:
    """`Chrome · Windows`; what a browser says of itself is never kept as it stands."""
    found = (
        next((name for sign, name in PROGRAMS if sign in agent), ""),
        next((name for sign, name in SYSTEMS if sign in agent), ""),
    )
    return " · ".join(filter(None, found)) or UNKNOWN
