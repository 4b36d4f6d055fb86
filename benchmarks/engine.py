"""The router by itself: lives of tasks a second of CPU, growth with size, and queueing theory.

A life is: create, route, reserve, accept, complete, with its events. Ciw and simpy, which simulate
bare customers, run beside it where they are installed: in `.peers`, by `make peers`, or otherwise.
"""

from __future__ import annotations

import gc
import heapq
import json
import math
import random
import sys
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from time import process_time
from typing import NamedTuple

from benchmarks.servers import ROOT
from mocktr.core import scheduler
from mocktr.core.account import Account
from mocktr.core.instructions.execution import update_reservation
from mocktr.core.resources.base import parse
from mocktr.core.resources.task import Task
from mocktr.core.resources.task_queue import TaskQueue
from mocktr.core.resources.worker import Worker
from mocktr.core.resources.workflow import Workflow
from mocktr.core.resources.workspace import Workspace
from mocktr.core.scopes import decoded

START = 1_894_006_800_000
QUEUES_OF_A_WORKER = 5
FILTERS_OF_A_WORKFLOW = 5
BASE = "https://taskrouter.twilio.com/v1"
SERVERS, LOAD = 50, 0.9
GAP = 1_000
"""Milliseconds of virtual time between two lives: 86,400 are a day."""


class World(NamedTuple):
    account: Account
    workspace: Workspace
    workflows: list[Workflow]
    queues: int


def world(workers: int = 50, queues: int = 10) -> World:
    """Workers that match five queues each, workflows with five filters each."""
    account = Account("AC" + "a" * 32, START)
    workspace = Workspace.create(account, {"friendly_name": "Benchmark"})
    made = [
        TaskQueue.create(
            workspace, {"friendly_name": f"queue {n}", "target_workers": f'skills HAS "s{n}"'}
        )
        for n in range(queues)
    ]
    workflows = []
    for first in range(0, queues, FILTERS_OF_A_WORKFLOW):
        filters = [
            {"expression": f'type == "t{n}"', "targets": [{"queue": made[n].sid}]}
            for n in range(first, first + FILTERS_OF_A_WORKFLOW)
        ]
        configuration = json.dumps({"task_routing": {"filters": filters}})
        values = {"friendly_name": f"from {first}", "configuration": configuration}
        workflows.append(Workflow.create(workspace, values))
    available = workspace.activity_named("Available").sid
    for n in range(workers):
        skills = [f"s{(n * QUEUES_OF_A_WORKER + k) % queues}" for k in range(QUEUES_OF_A_WORKER)]
        attributes = json.dumps({"skills": skills})
        Worker.create(
            workspace,
            {"friendly_name": f"w{n}", "attributes": attributes, "activity_sid": available},
        )
    scheduler.settle(account)
    account.events.clear()
    return World(account, workspace, workflows, queues)


@cache
def attributes_of(queue: int) -> str:
    """Some 60 characters."""
    return f'{{"type": "t{queue}", "from": "+15551234567", "name": "Jane Doe {queue:04}"}}'


def live(world: World, number: int, gap: int = GAP) -> Task:
    """One life, on the core's operations with checked arguments."""
    account, queue = world.account, number % world.queues
    workflow = world.workflows[queue // FILTERS_OF_A_WORKFLOW].sid
    values = {"attributes": attributes_of(queue), "workflow_sid": workflow}
    task = Task.create(world.workspace, values)
    scheduler.settle(account)
    task.reservations[0].update({"reservation_status": "accepted"})
    scheduler.settle(account)
    task.update({"assignment_status": "completed", "reason": "done"})
    # Advancing settles first.
    move(account, gap)
    return task


def live_with_forms(world: World, number: int) -> None:
    """One life, with forms parsed and payloads shown as the web layer does."""
    account, queue = world.account, number % world.queues
    workflow = world.workflows[queue // FILTERS_OF_A_WORKFLOW].sid
    form = {"Attributes": attributes_of(queue), "WorkflowSid": workflow}
    task = Task.create(world.workspace, parse(Task, "create", form))
    task.payload(BASE)
    scheduler.settle(account)
    reservation = task.reservations[0]
    update_reservation(reservation, {"ReservationStatus": "accepted"})
    reservation.payload(BASE)
    scheduler.settle(account)
    task.update(parse(Task, "update", {"AssignmentStatus": "completed", "Reason": "done"}))
    task.payload(BASE)
    move(account, GAP)


def move(account: Account, by: int) -> None:
    scheduler.advance(account, account.clock.now + by)


@contextmanager
def collector(enabled: bool) -> Iterator[None]:
    gc.collect()
    if not enabled:
        gc.disable()
    try:
        yield
    finally:
        gc.enable()


def rate(made: World, life: Callable, lives: int, collecting: bool = False) -> float:
    """Lives a second."""
    for number in range(100):
        life(made, number)
    with collector(collecting):
        start = process_time()
        for number in range(lives):
            life(made, number)
        return lives / (process_time() - start)


def best(measure: Callable[[], float | None]) -> float | None:
    """The best of five rounds, which a busy machine disturbs least."""
    return max([measure() for _ in range(5)], key=lambda value: value or 0)


# --- rivals --------------------------------------------------------------------------------


def ciw_rate(customers: int = 20_000) -> float | None:
    """Bare customers a second through Ciw."""
    try:
        import ciw
    except ImportError:
        return None
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(SERVERS * LOAD)],
        service_distributions=[ciw.dists.Exponential(1)],
        number_of_servers=[SERVERS],
    )
    ciw.seed(1)
    start = process_time()
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_time(customers / (SERVERS * LOAD))
    return len(simulation.get_all_records()) / (process_time() - start)


def simpy_rate(customers: int = 20_000) -> float | None:
    """Bare customers a second through simpy."""
    try:
        import simpy
    except ImportError:
        return None
    source = random.Random(1)
    environment = simpy.Environment()
    servers = simpy.Resource(environment, SERVERS)

    def customer():
        with servers.request() as request:
            yield request
            yield environment.timeout(source.expovariate(1))

    def arrivals():
        for _ in range(customers):
            environment.process(customer())
            yield environment.timeout(source.expovariate(SERVERS * LOAD))

    environment.process(arrivals())
    start = process_time()
    environment.run()
    return customers / (process_time() - start)


def speed() -> None:
    sys.path += map(str, ROOT.glob(".peers/lib/python*/site-packages"))
    print(f"{'lives a second':<44} {'rate':>9} {'of Ciw':>9} {'bound':>9}")
    with collector(False):
        ciw, simpy = best(ciw_rate), best(simpy_rate)
    plain, collecting, formal = (
        best(lambda life=life, on=on: rate(world(), life, 5_000, on))
        for life, on in ((live, False), (live, True), (live_with_forms, False))
    )
    for name, value, bound in (
        ("Ciw, bare customers", ciw, 1),
        ("simpy, bare customers", simpy, math.nan),
        ("mocktr, core operations", plain, 0.5),
        ("mocktr, core operations, gc enabled", collecting, 0.5),
        ("mocktr, forms and payloads", formal, 0.25),
    ):
        if value is None:
            print(f"{name:<44} {'not installed':>9}")
        else:
            ratio = value / ciw if ciw else math.nan
            print(f"{name:<44} {value:9.0f} {ratio:9.2f} {bound:9.2f}")


# --- growth --------------------------------------------------------------------------------


def waiting_elsewhere(count: int) -> World:
    """A world in which so many tasks wait in a queue that nobody serves."""
    made = world()
    nobody = TaskQueue.create(made.workspace, {"friendly_name": "nobody", "target_workers": "1==0"})
    for _ in range(count):
        Task.create(made.workspace, {"task_queue_sid": nobody.sid})
    scheduler.settle(made.account)
    return made


def growth() -> None:
    columns = f"{'size':>9} {'gc off':>9} {'growth':>7} {'gc on':>9} {'growth':>7}"
    print(f"\n{'microseconds a life':<30} {columns}")
    for name, sizes, make, lives in (
        ("tasks", (1_000, 10_000, 100_000), lambda size: world(), None),
        ("workers", (50, 500, 5_000), lambda size: world(workers=size), 3_000),
        ("queues", (10, 100, 1_000), lambda size: world(workers=max(50, size), queues=size), 3_000),
        ("tasks waiting elsewhere", (0, 1_000, 100_000), waiting_elsewhere, 3_000),
    ):
        before: list[float] = []
        for size in sizes:
            costs = [1e6 / rate(make(size), live, lives or size, on) for on in (False, True)]
            grown = [cost / last for cost, last in zip(costs, before or costs, strict=True)]
            before = costs
            columns = [
                f"{cost:9.1f} {ratio:7.2f}" for cost, ratio in zip(costs, grown, strict=True)
            ]
            print(f"{name:<30} {size:9} {' '.join(columns)}")


# --- memory --------------------------------------------------------------------------------


def memory() -> None:
    print(f"\n{'bytes each':<44} {'measured':>9} {'bound':>9}")
    made = world()
    many(made)
    tracemalloc.start()
    gc.collect()
    before = tracemalloc.get_traced_memory()[0]
    many(made)
    gc.collect()
    finished = (tracemalloc.get_traced_memory()[0] - before) / 2_000
    move(made.account, 600_000)
    gc.collect()
    # The lives before the tracing are in none of these figures.
    removed = (tracemalloc.get_traced_memory()[0] - before) / 2_000
    tracemalloc.stop()
    print(f"{'a finished task with its events':<44} {finished:9.0f} {3000:9}")
    print(f"{'a task that was removed, its events':<44} {removed:9.0f} {2400:9}")
    # The first queue brings the decoded attributes into memory, once for all queues.
    one, six = bytes_per_worker(queues=1), bytes_per_worker(queues=6)
    print(f"{'a worker who matches one queue':<44} {one:9.0f} {2500:9}")
    print(f"{'each further queue':<44} {(six - one) / 5:9.0f} {110:9}")


def many(made: World) -> None:
    """Two thousand lives that are all still to be seen, each with attributes of its own."""
    for number in range(2_000):
        attributes_of.cache_clear()
        live(made, number, gap=100)


def bytes_per_worker(queues: int, workers: int = 2_000) -> float:
    account = Account("AC" + "a" * 32, START)
    workspace = Workspace.create(account, {"friendly_name": "Memory"})
    for number in range(queues):
        queue = TaskQueue.create(workspace, {"friendly_name": f"queue {number}"})
        Task.create(workspace, {"task_queue_sid": queue.sid})
    scheduler.settle(account)
    account.events.clear()
    available = workspace.activity_named("Available").sid
    decoded.cache_clear()
    gc.collect()
    tracemalloc.start()
    for number in range(workers):
        values = {
            "friendly_name": f"worker {number}",
            "attributes": f'{{"number": {number}, "skills": ["a"]}}',
            "activity_sid": available,
        }
        Worker.create(workspace, values)
    scheduler.settle(account)
    account.events.clear()
    gc.collect()
    used = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    return used / workers


# --- theory --------------------------------------------------------------------------------


def draws(count: int, seed: int = 1) -> Iterator[tuple[int, int]]:
    """Arrival and handling times in ms: Poisson arrivals, exponential handling of mean 100 s."""
    source = random.Random(seed)
    arrival = 0.0
    for _ in range(count):
        arrival += source.expovariate(SERVERS * LOAD / 100_000)
        yield round(arrival), max(1, round(source.expovariate(1 / 100_000)))


def heap_waits(times: Iterator[tuple[int, int]]) -> Iterator[int]:
    """Each customer's wait in a first-come, first-served queue with fifty servers."""
    free = [0] * SERVERS
    for arrival, handling in times:
        start = max(arrival, heapq.heappop(free))
        heapq.heappush(free, start + handling)
        yield start - arrival


def router_waits(count: int) -> list[int]:
    """The same customers as tasks: each worker accepts at once and completes after the handling."""
    account = Account("AC" + "a" * 32, 0)
    workspace = Workspace.create(account, {"friendly_name": "Theory"})
    queue = TaskQueue.create(workspace, {"friendly_name": "Everyone"})
    available = workspace.activity_named("Available").sid
    for number in range(SERVERS):
        Worker.create(workspace, {"friendly_name": f"w{number}", "activity_sid": available})
    scheduler.settle(account)
    handling: dict[str, int] = {}
    arrived: dict[str, int] = {}
    waits: list[int] = []
    busy: list[tuple[int, str]] = []

    def go_to(instant: int) -> None:
        scheduler.advance(account, instant)

    def answer() -> None:
        """Accept what was offered since the last look."""
        events = account.events
        for one in [event for event in events if event.type == "reservation.created"]:
            reservation = account.reservations[one.resource_sid]
            reservation.change_status("accepted")
            sid = reservation.task_sid
            waits.append(account.clock.now - arrived[sid])
            heapq.heappush(busy, (account.clock.now + handling.pop(sid), sid))
        events.clear()

    def finish_until(instant: float) -> None:
        while busy and busy[0][0] <= instant:
            due, sid = heapq.heappop(busy)
            go_to(due)
            account.tasks[sid].complete("done")
            scheduler.settle(account)
            answer()

    for arrival, length in draws(count):
        finish_until(arrival)
        go_to(arrival)
        task = Task.create(workspace, {"task_queue_sid": queue.sid})
        handling[task.sid], arrived[task.sid] = length, arrival
        scheduler.settle(account)
        answer()
    finish_until(math.inf)
    return waits


def erlang_c() -> tuple[float, float]:
    """Probability of waiting, and mean wait in handling times, of an M/M/50 queue at 90 % load."""
    offered = SERVERS * LOAD
    inverse = 1.0
    for number in range(1, SERVERS + 1):
        inverse = 1 + inverse * number / offered
    blocking = 1 / inverse
    waiting = blocking / (1 - LOAD * (1 - blocking))
    return waiting, waiting / (SERVERS * (1 - LOAD))


def theory(tasks: int = 100_000, long: int = 2_000_000) -> None:
    expected = list(heap_waits(draws(tasks)))
    ours = router_waits(tasks)
    different = sum(one != other for one, other in zip(ours, expected, strict=True))
    waits = list(heap_waits(draws(long)))
    chance, mean = erlang_c()
    print(f"\n{tasks} tasks, waits that differ from a plain heap loop: {different}")
    print(f"{'':<44} {'simulated':>9} {'Erlang C':>9}")
    print(f"{'share that waits':<44} {sum(one > 0 for one in waits) / long:9.4f} {chance:9.4f}")
    print(f"{'mean wait in handling times':<44} {sum(waits) / long / 100_000:9.4f} {mean:9.4f}")


if __name__ == "__main__":
    parts = {"speed": speed, "growth": growth, "memory": memory, "theory": theory}
    for name in sys.argv[1:] or parts:
        parts[name]()
