"""How much may be given in. A bureau changes single values in `settings.FILES_LIMITS`."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """`file_bytes` and `subject_bytes` in bytes; `unpacked_bytes` is what an office file may unfold
    to, `unpacked_ratio` how many times its own size that may be once it is past a megabyte. `day_…` hold for
    what one account gives in from one midnight to the next: far more than a clerk at a busy window scans."""

    file_bytes: int = 20 * MEGABYTE
    subject_bytes: int = 200 * MEGABYTE
    subject_files: int = 60
    pixels: int = 100_000_000
    unpacked_bytes: int = 200 * MEGABYTE
    unpacked_ratio: int = 100
    members: int = 2_000
    day_files: int = 2_000
    day_bytes: int = 5 * 1024 * MEGABYTE


def current_limits() -> Limits:
    return Limits(**getattr(settings, "FILES_LIMITS", {}))
