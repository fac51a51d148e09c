"""The queue of jobs that workers share, on the database of the installation: cycles, and the slices of each.

Its tables stand in a schema of their own beside ours. Nothing in them is worth keeping: what is known of a cycle is in
our tables, and a job that is lost is put in anew.
"""

import asyncio
import hashlib
import threading
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime

import procrastinate
import psycopg
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException, ProcrastinateException, UniqueViolation
from procrastinate.jobs import Status
from procrastinate.schema import SchemaManager
from psycopg import sql
from sqlalchemy import make_url

from resfria_bot.errors import StoreError
from resfria_bot.flow.slices import Slice
from resfria_bot.store.faults import sentence

#: How often a worker shows that it lives, and after how long without a sign its jobs go to others.
HEARTBEAT_SECONDS = 5.0
STALLED_SECONDS = 30.0
#: How often a worker looks for jobs that it was not told of, for jobs of the dead, and whether a cycle is due.
LOOK_SECONDS = 1.0
#: How long the server may take to answer to a new connection.
CONNECT_SECONDS = 10
CYCLE, SLICE = "cycle", "slice"
_LOCK = 7201506
_LOST = "the queue in the database of database.url cannot be used: is the server there?"


class Again(Exception):
    """The job was not done, and nothing is wrong: somebody is to take it up again."""


class Queue:
    """One worker's access to the queue. Jobs run in threads; a cycle and a slice may run beside each other.

    `cycle` is called with the number of the newest cycle when it was put in, `read` with the slice; both raise `Again`
    to leave the job to whoever is next. `due` tells whether a cycle is due, by the same number, or None.
    """

    def __init__(
        self, url: str, cycle: Callable[[int], None], read: Callable[[Slice], None], due: Callable[[], int | None]
    ) -> None:
        self._due = due
        again = procrastinate.RetryStrategy(wait=1, retry_exceptions=(Again,))
        self._app = procrastinate.App(
            connector=procrastinate.PsycopgConnector(
                conninfo=_conninfo(url),
                min_size=1,
                max_size=4,
                timeout=CONNECT_SECONDS,
                kwargs={"options": f"-c search_path={_schema()}", "connect_timeout": CONNECT_SECONDS},
            )
        )
        self._cycle = self._app.task(name=CYCLE, queue=CYCLE, lock=CYCLE, queueing_lock=CYCLE, retry=again)(cycle)
        self._slice = self._app.task(name=SLICE, queue=SLICE, retry=again)(
            lambda **given: read(Slice(**given | {"now": datetime.fromisoformat(given["now"])}))
        )

    def hand_out(self, parts: Sequence[Slice]) -> None:
        """Put slices in, from within a job."""
        if parts:
            self._slice.batch_defer(*(asdict(part) | {"now": part.now.isoformat()} for part in parts))

    def has_slices(self) -> bool:
        """Is any slice waiting or being read? From within a job."""
        return bool(self._app.job_manager.list_jobs(queue=SLICE))

    def work(self, halt: threading.Event) -> None:
        """Take jobs until the halt. When the database cannot be used, it halts what is in hand: raises `StoreError`."""
        try:
            asyncio.run(self._work(halt))
        except (ProcrastinateException, psycopg.Error, OSError) as error:
            raise StoreError(_LOST) from error

    async def _work(self, halt: threading.Event) -> None:
        async with self._app.open_async():
            workers = [asyncio.create_task(self._serve(queue)) for queue in (CYCLE, SLICE)]
            watcher = asyncio.create_task(self._watch(halt))
            try:
                await asyncio.wait([*workers, watcher], return_when=asyncio.FIRST_COMPLETED)
            finally:
                is_lost = not halt.is_set()
                halt.set()
                for task in (*workers, watcher):
                    task.cancel()  # a worker that is cancelled first finishes its job
                ended = await asyncio.gather(*workers, watcher, return_exceptions=True)
        for error in ended:
            if isinstance(error, Exception):
                raise error
        if is_lost:
            raise StoreError(_LOST)

    async def _serve(self, queue: str) -> None:
        await self._app.run_worker_async(
            queues=[queue],
            name=queue,
            concurrency=1,
            fetch_job_polling_interval=LOOK_SECONDS,
            update_heartbeat_interval=HEARTBEAT_SECONDS,
            stalled_worker_timeout=STALLED_SECONDS,
            delete_jobs="always",
            install_signal_handlers=False,
        )

    async def _watch(self, halt: threading.Event) -> None:
        while not halt.is_set():
            await self._take_from_the_dead()
            await self._put_in_cycle()
            await asyncio.sleep(LOOK_SECONDS)

    async def _take_from_the_dead(self) -> None:
        jobs = self._app.job_manager
        for job in await jobs.get_stalled_jobs(seconds_since_heartbeat=STALLED_SECONDS):
            try:
                await jobs.retry_job(job)
            except UniqueViolation:  # another cycle waits already
                await jobs.finish_job(job, Status.FAILED, delete_job=True)
            except ConnectorException:
                continue  # another worker was quicker

    async def _put_in_cycle(self) -> None:
        after = await asyncio.to_thread(self._due)
        if after is None or await self._app.job_manager.list_jobs_async(queue=CYCLE):
            return
        try:
            await self._cycle.batch_defer_async({"after": after})
        except AlreadyEnqueued:
            return


def prepare(url: str, name: str) -> None:
    """Make the tables of the queue, if they are not there yet. Raises `StoreError` about the database called `name`."""
    schema = sql.Identifier(_schema())
    try:
        with psycopg.connect(_conninfo(url), connect_timeout=CONNECT_SECONDS) as connection:
            connection.execute(sql.SQL("SELECT pg_advisory_xact_lock({})").format(_LOCK))
            found = connection.execute("SELECT to_regnamespace(%s) IS NOT NULL", [_schema()]).fetchone()
            if found and found[0]:
                return
            connection.execute(sql.SQL("CREATE SCHEMA {}").format(schema))
            connection.execute(sql.SQL("SET LOCAL search_path = {}").format(schema))
            connection.execute(SchemaManager.get_schema())
    except psycopg.errors.InsufficientPrivilege as error:
        raise StoreError(
            f"the database {name} lets its user make no schema for the queue: GRANT CREATE ON DATABASE to that user"
        ) from error
    except psycopg.Error as error:
        raise StoreError(sentence(str(error), name)) from error


def _schema() -> str:
    """Another version of the queue's tables is another schema, so that old and new workers can live side by side."""
    digest = hashlib.sha256(SchemaManager.get_schema().encode()).hexdigest()
    return f"resfria_queue_{digest[:8]}"


def _conninfo(url: str) -> str:
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
