"""The Chromium of this machine, which neither the product nor its server needs."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Playwright

NAMES = ("chromium", "chromium-browser")


class NoChromium(Exception):
    """There is none; the message says how to get it."""


def launched(playwright: Playwright) -> Browser:
    """A browser without a window. Raises NoChromium."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        raise NoChromium("There is no Chromium. Please run: sudo apt-get install chromium")
    alone = ["--no-sandbox"] if os.geteuid() == 0 else []  # it refuses to run as root otherwise
    return playwright.chromium.launch(executable_path=path, args=alone)
