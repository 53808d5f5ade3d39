"""Background work: what every capability's ``tasks.py`` asks for, in one process.

Procrastinate keeps its queue in our own database, so a task deferred inside a transaction exists
exactly if the transaction does. It finds ``tasks.py`` in every installed app by itself; there a
periodic task is one decorated with ``@app.periodic(cron="…")``, ``app`` coming from
``procrastinate.contrib.django``.
"""

from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.job_context import JobContext
from procrastinate.jobs import Status

HEARTBEAT = 5  # seconds between the signs of life of a worker
DEAD_AFTER = 20  # seconds without one


def work(*, until_idle: bool = False) -> None:
    """Do jobs until told to stop (SIGINT, SIGTERM), or until there are none left."""
    with app.replace_connector(DjangoConnector().get_worker_connector()) as ready:
        ready.run_worker(
            wait=not until_idle,
            fetch_job_polling_interval=30,  # a new job wakes us at once; this is the safety net
            abort_job_polling_interval=30,
            update_heartbeat_interval=HEARTBEAT,
            stalled_worker_timeout=DEAD_AFTER,
            shutdown_graceful_timeout=10,
            delete_jobs="successful",  # what a job did is kept in the events of its order
        )


@app.periodic(cron="* * * * * */20")
@app.task(queueing_lock="worker.take_over", pass_context=True)
async def take_over(context: JobContext, timestamp: int) -> None:
    """What a worker had in hand when it was killed: nobody else would, and a lock would be held for ever.

    A periodic job comes again by itself, so the dead one is only put away; any other is done again.
    """
    jobs = context.app.job_manager
    for job in await jobs.get_stalled_jobs(seconds_since_heartbeat=DEAD_AFTER):
        if job.queueing_lock:
            await jobs.finish_job(job, Status.FAILED, delete_job=True)
        else:
            await jobs.retry_job(job)
