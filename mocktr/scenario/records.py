"""The steps that create, update and delete, with the keys of a seed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mocktr.core.resources.workspace import Workspace
from mocktr.errors import Place, json_of
from mocktr.scenario.facts import FACTS
from mocktr.scenario.run import Run, StepKind
from mocktr.seed.keys import CHANNEL_KEYS, SECTIONS, Keys, update_keys
from mocktr.seed.rows import Row, require
from mocktr.values import mapping, text

COLLECTIONS = {section.label.split()[-1]: name for name, section in reversed(SECTIONS.items())}
"""What steps create, update and delete, with its collection."""


def steps_for_records() -> Iterator[tuple[str, StepKind]]:
    """`create_task`, `update_queue`, `delete_worker` and so on."""
    for kind in COLLECTIONS:
        yield f"create_{kind}", create(kind)
        yield f"update_{kind}", update(kind)
        yield f"delete_{kind}", delete(kind)
    text = "update the workspace, which has this name"
    yield "update_workspace", StepKind(update_workspace, tuple(UPDATE_WORKSPACE), text)


def create(kind: str) -> StepKind:
    """`create_worker: erin`, with the keys of a seed."""
    verb, collection = f"create_{kind}", COLLECTIONS[kind]
    section = SECTIONS[collection]

    def do(run: Run, step: Row, path: Place) -> None:
        check_name(run, kind, step[verb], (*path, verb))
        named = {section.identity: step[verb]} if section.identity else {}
        if kind == "channel":
            named.setdefault("friendly_name", step[verb])
        row = {**named, **{key: step[key] for key in section.keys if key in step}}
        require(run.source, row, section.keys, path)
        values = run.reader.values(row, section.keys, path)
        made = run.tenant.run(lambda account: section.record.create(run.workspace, values))
        if kind == "task":
            run.tasks[step[verb]] = run.last = made.sid
        set_channels(run, made, step, path)

    keys = tuple(key for key in section.keys if key != section.identity)
    article = "an" if section.label[0] in "aeiou" else "a"
    return StepKind(do, keys + own_keys(kind), f"create {article} {section.label} of this name")


def check_name(run: Run, kind: str, name: Any, path: Place) -> None:
    """Refuse a name that `then` could take for something else."""
    run.source.read(text, name, path)
    if kind == "task" and name in run.tasks:
        raise run.source.fail(path, f"there was a task {json_of(name)} before")
    if kind in ("task", "worker", "queue") and name in FACTS:
        raise run.source.fail(path, f"expected another name than {', '.join(FACTS)}")


def update(kind: str) -> StepKind:
    """`update_task: call`, with the parameters that the API takes."""
    verb, collection = f"update_{kind}", COLLECTIONS[kind]
    keys = update_keys(SECTIONS[collection].record)

    def do(run: Run, step: Row, path: Place) -> None:
        record = run.find(collection, step[verb], (*path, verb))
        change(run, record, step, keys, path)
        set_channels(run, record, step, path)

    text = f"update the {SECTIONS[collection].label} of this name"
    return StepKind(do, (*keys, *own_keys(kind)), text)


def own_keys(kind: str) -> tuple[str, ...]:
    return ("channels",) if kind == "worker" else ()


def change(run: Run, record: Any, step: Row, keys: Keys, path: Place) -> None:
    """Update a record with those keys of the step that are parameters."""
    row = {key: value for key, value in step.items() if key in keys}
    values = run.reader.values(row, keys, path)
    if values:
        run.tenant.run(lambda account: record.update(values))


def set_channels(run: Run, worker: Any, step: Row, path: Place) -> None:
    """`channels: {voice: 2, chat: {available: false}}` of a worker."""
    place = (*path, "channels")
    for name, wanted in run.source.read(mapping, step.get("channels", {}), place).items():
        where = (*place, name)
        channel = worker.channels[run.find("task_channels", name, where).sid]
        row = wanted if isinstance(wanted, dict) else {"capacity": wanted}
        run.source.check_keys(row, CHANNEL_KEYS, where)
        change(run, channel, row, CHANNEL_KEYS, where)


def delete(kind: str) -> StepKind:
    """`delete_task: call`."""
    verb, collection = f"delete_{kind}", COLLECTIONS[kind]

    def do(run: Run, step: Row, path: Place) -> None:
        record = run.find(collection, step[verb], (*path, verb))
        run.tenant.run(lambda account: record.delete())

    return StepKind(do, (), f"delete the {SECTIONS[collection].label} of this name")


UPDATE_WORKSPACE = update_keys(Workspace)


def update_workspace(run: Run, step: Row, path: Place) -> None:
    """`update_workspace: Support`."""
    name = run.workspace.friendly_name
    if step["update_workspace"] != name:
        raise run.source.wanted(
            json_of(name), step["update_workspace"], (*path, "update_workspace")
        )
    change(run, run.workspace, step, UPDATE_WORKSPACE, path)
