"""`then`: the world compared with what a scenario says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mocktr.errors import Place, json_of
from mocktr.scenario.facts import FACTS, SUBJECTS, Subject
from mocktr.scenario.run import Run
from mocktr.seed.rows import Row
from mocktr.values import mapping

GONE = "gone"


def then(run: Run, step: Row, path: Place) -> None:
    """Compare what stands below `then` with the world, from top to bottom."""
    here = (*path, "then")
    for name, expected in run.source.read(mapping, step["then"], here).items():
        place = (*here, name)
        if name in FACTS:
            FACTS[name].check(run, expected, place)
        else:
            check_record(run, name, expected, place)
    run.told = len(run.account.events)


def check_record(run: Run, name: str, expected: Any, path: Place) -> None:
    """Check each fact that is named; a plain value stands for the one that matters most."""
    subject, record = named(run, name, path)
    wanted = expected if isinstance(expected, dict) else {subject.first: expected}
    run.source.check_keys(wanted, subject.facts, path)
    sid = run.tasks.get(name)
    for key, value in wanted.items():
        place = path if wanted is not expected else (*path, key)
        found = GONE if record is None else subject.facts[key].read(run, record)
        run.compare(found, value, place, sid)


def named(run: Run, name: str, path: Place) -> tuple[Subject, Any]:
    """What a name below `then` stands for; None for a task that is gone."""
    found = list(candidates(run, name, path))
    if len(found) == 1:
        return found[0]
    if found:
        labels = " and of a ".join(subject.label for subject, _ in found)
        raise run.source.fail(path, f"{json_of(name)} is the name of a {labels}")
    known = {"facts": FACTS, "tasks": run.tasks}
    names = "; ".join(f"{label} {', '.join(one)}" for label, one in known.items() if one)
    raise run.source.fail(path, f"no task, worker or queue {json_of(name)}; there are {names}")


def candidates(run: Run, name: str, path: Place) -> Iterator[tuple[Subject, Any]]:
    task, *others = SUBJECTS
    if name in run.tasks or name in run.account.tasks:
        yield task, run.account.tasks.get(run.task_sid(name, path))
    for subject in others:
        for one in getattr(run.workspace, subject.collection).values():
            if one.friendly_name == name:
                yield subject, one
