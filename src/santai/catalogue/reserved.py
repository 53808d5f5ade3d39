"""Names that no action of a file may have."""

from __future__ import annotations

# What is written into every order's history by itself (orders.events): an action of that name would be taken for it.
RESERVED = frozenset(
    {
        "appointment",
        "bill_voided",
        "bound",
        "calendar_changed",
        "certified",
        "child_done",
        "clock_breached",
        "code_renewed",
        "corrected",
        "correction_asked",
        "correction_refused",
        "document_served",
        "erased",
        "file_added",
        "main_acted",
        "merged_in",
        "phone_disowned",
        "preserved",
        "read_in_emergency",
        "released",
        "restricted",
        "session",
        "side_acted",
        "sifted",
        "signed",
        "signed_by_all",
        "submitted",
    }
)
