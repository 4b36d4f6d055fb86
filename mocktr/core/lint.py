"""What is odd about a world, though TaskRouter takes it: routing that can't do what it says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from mocktr import expressions
from mocktr.core.configuration.document import Document, Target, WorkflowFilter
from mocktr.core.resources.task_queue import TaskQueue
from mocktr.core.resources.workspace import Workspace
from mocktr.core.scopes import Scope, decoded


class Oddity(NamedTuple):
    """Where something is odd: the collection, the record, the path inside it; and what."""

    collection: str
    sid: str
    path: str
    text: str


def lint(workspace: Workspace) -> list[Oddity]:
    """Everything odd, in the order of the workspace's collections."""
    return [*channels(workspace), *queues(workspace), *workflows(workspace), *keys(workspace)]


def channels(workspace: Workspace) -> Iterator[Oddity]:
    for channel in workspace.task_channels.values():
        if "-" in channel.friendly_name:
            yield Oddity(
                "task_channels",
                channel.sid,
                "friendly_name",
                "a hyphen in a channel's name may cause parsing errors at Twilio",
            )
        if "-" in channel.unique_name:
            yield Oddity(
                "task_channels",
                channel.sid,
                "unique_name",
                "expressions can't spell a name with a hyphen: worker.channel and task_channel "
                "can't be asked for it",
            )


def queues(workspace: Workspace) -> Iterator[Oddity]:
    for queue in workspace.task_queues.values():
        if workspace.workers and not queue.members:
            yield Oddity(
                "task_queues", queue.sid, "target_workers", "nobody in this world matches it"
            )
        expression = queue.expression()
        if expression is not None:
            yield from has_on_no_list(workspace, queue, expression)


def has_on_no_list(
    workspace: Workspace, queue: TaskQueue, expression: expressions.Expression
) -> Iterator[Oddity]:
    """HAS is false for everything but a list, so where no worker has one it matches nobody."""
    for name in sorted(expression.arrays):
        found = [look(decoded(one.attributes), name) for one in workspace.workers.values()]
        present = [value for value in found if value is not None]
        if present and not any(isinstance(value, list) for value in present):
            yield Oddity(
                "task_queues",
                queue.sid,
                "target_workers",
                f"{'.'.join(name)} is a list in no worker, so HAS matches nobody",
            )


def look(scope: Scope, name: tuple[str, ...]) -> Any:
    value: Any = scope
    for step in name[1:] if name[0] == "worker" else name:
        value = value.get(step) if isinstance(value, dict) else None
    return value


def workflows(workspace: Workspace) -> Iterator[Oddity]:
    for workflow in workspace.workflows.values():
        for path, text in filters(workflow.document()):
            yield Oddity("workflows", workflow.sid, f"configuration.{path}", text)


def filters(document: Document) -> Iterator[tuple[str, str]]:
    """What is odd about a workflow's document: the path inside it, and what."""
    catch_all: str | None = None
    for number, one in enumerate(document.filters):
        path = f"task_routing.filters[{number}]"
        if catch_all is not None:
            yield f"{path}.expression", f"stands behind {catch_all}, which matches all"
        constant = constant_value(one.expression)
        if constant is False:
            yield f"{path}.expression", "can never match"
        elif constant and catch_all is None and stays(one.targets[-1]):
            catch_all = one.name or path
        yield from targets(one, path)


def targets(one: WorkflowFilter, path: str) -> Iterator[tuple[str, str]]:
    previous: Target | None = None
    for number, target in enumerate(one.targets):
        place = f"{path}.targets[{number}]"
        last = number == len(one.targets) - 1
        if stays(target) and not last:
            yield place, "has neither timeout nor skip_if, so what follows is not reached"
        if previous is not None and conditions(previous) == conditions(target):
            yield place, "repeats the target before it"
        previous = target


def stays(target: Target) -> bool:
    """Whether a task never goes on from here."""
    return target.timeout is None and target.skip_if is None


def conditions(target: Target) -> tuple[Any, ...]:
    """What a step asks of workers; two steps that ask the same find the same."""
    return (
        target.queue,
        target.priority,
        source(target.expression),
        source(target.order_by),
        source(target.known_worker_sid),
        source(target.known_worker_friendly_name),
    )


def source(part: Any) -> str | None:
    return None if part is None else str(part.source)


def constant_value(expression: expressions.Expression) -> bool | None:
    """What an expression without names always is."""
    return None if expression.names else expression.matches({})


def keys(workspace: Workspace) -> Iterator[Oddity]:
    """Attributes that no expression can spell."""
    for collection in ("workers", "tasks"):
        for record in getattr(workspace, collection).values():
            for key in hyphenated(decoded(record.attributes)):
                text = "expressions can't spell a key with a hyphen"
                yield Oddity(collection, record.sid, f"attributes.{key}", text)


def hyphenated(value: Any) -> Iterator[str]:
    if not isinstance(value, dict):
        return
    for key, inner in value.items():
        if "-" in key:
            yield key
        else:
            yield from (f"{key}.{deeper}" for deeper in hyphenated(inner))
