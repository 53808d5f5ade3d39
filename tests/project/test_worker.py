"""Background work on our own database."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.tasks import Task

from santai.project.worker import work

done: list[str] = []


def note(what: str) -> None:
    """A task that needs the database, as ours do."""
    done.append(f"{what} {ContentType.objects.count() >= 0}")


@pytest.fixture
def task() -> Task:  # type: ignore[type-arg]
    done.clear()
    name = "tests.note"
    return app.tasks.get(name) or app.task(name=name)(note)


@pytest.mark.django_db(transaction=True)
def test_a_task_deferred_in_a_transaction_is_done(task: Task) -> None:  # type: ignore[type-arg]
    with transaction.atomic():
        task.defer(what="kept")
    work(until_idle=True)
    assert done == ["kept True"]
    assert ProcrastinateJob.objects.count() == 0  # its trace is in the order's events


@pytest.mark.django_db(transaction=True)
def test_a_task_of_a_transaction_undone_is_never_done(task: Task) -> None:  # type: ignore[type-arg]
    with transaction.atomic():
        task.defer(what="undone")
        transaction.set_rollback(True)
    work(until_idle=True)
    assert done == []
