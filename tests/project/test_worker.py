"""Background work on our own database."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.tasks import Task

from santai.project.worker import take_over, work

DEAD = "insert into procrastinate_workers (last_heartbeat) values (now() - interval '1 hour') returning id"
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


def killed_at(**job: str) -> None:
    """A job that a worker had in hand when it was killed an hour ago."""
    with connection.cursor() as cursor:
        cursor.execute(DEAD)
        (worker,) = cursor.fetchone()
        cursor.execute(
            "insert into procrastinate_jobs (queue_name, task_name, status, worker_id, args, lock, queueing_lock)"
            " values ('default', 'tests.note', 'doing', %s, %s, %s, %s)",
            [worker, f'{{"what": "{job["what"]}"}}', job["lock"], job.get("periodic")],
        )


@pytest.mark.django_db(transaction=True)
def test_what_a_killed_worker_had_in_hand_is_done_again(task: Task) -> None:  # type: ignore[type-arg]
    """D6: else its lock would be held for ever, and nothing of its kind be done again."""
    killed_at(what="in hand", lock="one at a time")
    task.configure(lock="one at a time").defer(what="after it")
    take_over.defer(timestamp=0)
    work(until_idle=True)
    assert sorted(done) == ["after it True", "in hand True"]
    assert ProcrastinateJob.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_what_comes_again_by_itself_is_put_away(task: Task) -> None:  # type: ignore[type-arg]
    killed_at(what="in hand", lock="one at a time", periodic="note")
    task.configure(lock="one at a time", queueing_lock="note").defer(what="the next one")
    take_over.defer(timestamp=0)
    work(until_idle=True)
    assert done == ["the next one True"]
    assert ProcrastinateJob.objects.count() == 0
