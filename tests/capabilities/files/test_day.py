"""What one account may give in on one day, counted exactly (ASVS 5.2.4, abuse case 21)."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

import pytest
from django.db import connection
from pytest_django import Settings

from santai.capabilities.files.actions import FileRefused, store
from santai.capabilities.files.models import StoredFile
from santai.kernel.workdays import ZONE
from tests.capabilities.files import corpus
from tests.factories.people import make_account

pytestmark = pytest.mark.django_db
EVENING = datetime(2026, 11, 20, 23, 59, tzinfo=ZONE)


def give(by: int | None, number: int, at: datetime = EVENING) -> StoredFile:
    return store(f"orders/{number}", "a.png", corpus.png(number + 1, 1), by=by, at=at)


def test_the_files_of_a_day_are_counted_over_all_orders(settings: Settings) -> None:
    settings.FILES_LIMITS = {"day_files": 2}
    clerk, other = make_account().pk, make_account().pk
    give(clerk, 1)
    give(clerk, 2)
    with pytest.raises(FileRefused) as caught:
        give(clerk, 3)
    assert (caught.value.code, caught.value.status) == ("too_many_today", 429)
    give(other, 3)
    give(None, 4)
    give(clerk, 5, EVENING + timedelta(minutes=1))  # midnight, where the office is
    assert StoredFile.objects.count() == 5


def test_the_bytes_of_a_day_are_counted_too(settings: Settings) -> None:
    size = len(corpus.png())
    settings.FILES_LIMITS = {"day_bytes": 2 * size}
    clerk = make_account().pk
    give(clerk, 1)
    give(clerk, 2)
    with pytest.raises(FileRefused, match="明天再传") as caught:
        give(clerk, 3)
    assert caught.value.code == "full_today"


@pytest.mark.django_db(transaction=True)
def test_eight_at_once_do_not_share_the_last_place_of_the_day(settings: Settings) -> None:
    settings.FILES_LIMITS = {"day_files": 1}
    clerk = make_account().pk
    barrier, outcomes = threading.Barrier(8), []

    def contend(number: int) -> None:
        barrier.wait()
        try:
            give(clerk, number)
            outcomes.append("kept")
        except FileRefused as refusal:
            outcomes.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=contend, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["kept"] + ["too_many_today"] * 7
