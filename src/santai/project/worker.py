"""Background work: what every capability's ``tasks.py`` asks for, in one process.

Procrastinate keeps its queue in our own database, so a task deferred inside a transaction exists
exactly if the transaction does. It finds ``tasks.py`` in every installed app by itself; there a
periodic task is one decorated with ``@app.periodic(cron="…")``, ``app`` coming from
``procrastinate.contrib.django``.
"""

from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector


def work(*, until_idle: bool = False) -> None:
    """Do jobs until told to stop (SIGINT, SIGTERM), or until there are none left."""
    with app.replace_connector(DjangoConnector().get_worker_connector()) as ready:
        ready.run_worker(
            wait=not until_idle,
            fetch_job_polling_interval=30,  # a new job wakes us at once; this is the safety net
            abort_job_polling_interval=30,
            shutdown_graceful_timeout=10,
            delete_jobs="successful",  # what a job did is kept in the events of its order
        )
