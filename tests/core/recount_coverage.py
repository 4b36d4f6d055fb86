"""What was exercised of workflows, counted anew from the event log and the raw configurations."""

import json
from collections import Counter

from mocktr.core.coverage.items import hits
from mocktr.core.explain.past import filters_seen
from mocktr.core.resources.task_view import TaskView
from mocktr.core.routing.walk_view import Exit, Review, Step

UNTOLD = ("stayed", "decided")
"""Outcomes of which no event tells."""


def tallied(account):
    """The account's tally as outcomes by configuration and path; queues are SIDs."""
    found = Counter()
    for mark, times in account.tally.counts.items():
        document = account.document(mark[1])
        queues = {target.queue: target.queue for target in document.targets()}
        for path, outcome in hits(document, queues, mark):
            found[mark[1], path, outcome] += times
    return Counter({hit: times for hit, times in found.items() if hit[2] not in UNTOLD})


def recounted(events, refused, forced=()):
    """The same from the log.

    `refused` are the configurations that took a task nowhere, `forced` the reservations that
    routing did not make.
    """
    found, entered, places = Counter(), {}, {}
    for configuration in refused:
        for number, _ in enumerate(filters_of(configuration)):
            found[configuration, f"task_routing.filters[{number}]", "passed"] += 1
    for event in events:
        view = next((part for part in event.parts if isinstance(part, TaskView)), None)
        if view is None:
            continue
        step = next((part for part in event.parts if isinstance(part, Step | Exit)), None)
        review = next((part for part in event.parts if isinstance(part, Review)), None)
        if event.type == "task-queue.entered":
            entered.setdefault(view.sid, []).append(view.route.queue_sid)
        elif event.type == "task-queue.timeout":
            configuration, path = places[view.sid]
            found[configuration, f"{path}.timeout", "timed_out"] += 1
        elif event.resource_sid in forced:
            continue
        elif event.type == "reservation.created" and view.sid in places:
            configuration, path = places[view.sid]
            for part in ("", *conditions(configuration, path)):
                found[configuration, path + part, "reserved"] += 1
            found[configuration, f"task_queues[{view.route.queue_sid}]", "reserved"] += 1
        elif review:
            found[review.configuration, path_of(review.position), "reviewed"] += 1
        elif step:
            if step.skipped:
                configuration, path = places[view.sid]
                found[configuration, f"{path}.skip_if", "skipped"] += 1
            filters = filters_seen(step, view.attributes, event.at)
            for number, seen in zip(step.tried(), filters, strict=True):
                outcome = "matched" if seen["value"] else "passed"
                found[step.configuration, f"task_routing.filters[{number}]", outcome] += 1
            if isinstance(step, Step):
                path = path_of(step.position)
                places[view.sid] = step.configuration, path
                found[step.configuration, path, "entered"] += 1
                for queue in entered.pop(view.sid, []):
                    found[step.configuration, f"task_queues[{queue}]", "entered"] += 1
    return found


def filters_of(configuration):
    return json.loads(configuration)["task_routing"].get("filters", [])


def path_of(position):
    number, target = position
    if number == -1:
        return "task_routing.default_filter"
    return f"task_routing.filters[{number}].targets[{target}]"


def conditions(configuration, path):
    """The parts of a target that choose among workers."""
    for number, row in enumerate(filters_of(configuration)):
        for place, target in enumerate(row["targets"]):
            if path == path_of((number, place)):
                names = ("expression", "known_worker_sid", "known_worker_friendly_name")
                return [f".{name}" for name in names if target.get(name)]
    return []
