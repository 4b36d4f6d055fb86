"""The steps of a scenario about calls: they come in, are rung at workers, and end."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from mocktr.core.account import Account
from mocktr.core.instructions import answer
from mocktr.core.line import callers
from mocktr.core.line.call import Call
from mocktr.core.line.number import PhoneNumber
from mocktr.core.line.planning import CONFIDENCE, PLAN, caller_of, utterance
from mocktr.core.line.standing import leg_name, others
from mocktr.errors import AdminError, Place, json_of, listing
from mocktr.json_text import compact
from mocktr.scenario.run import Run, StepKind
from mocktr.seed.rows import Row
from mocktr.values import Kind, integer, mapping, text

APPLICATION = "https://application.invalid"
"""Where the documents of a scenario are; nothing is asked over the network."""
FROM, TO = "+15550100", "+15550199"

WORKFLOW = re.compile(r"""(?<=workflowSid=)(["'])(.*?)\1""")

TASK: Mapping[str, Kind[Any]] = {
    "attributes": mapping,
    "priority": integer(),
    "timeout": integer(1),
}
CALL_KEYS = ("from", "to", "url", "workflow", *TASK, *PLAN)


# --- what callers do ---------------------------------------------------------------------------


def call_in(run: Run, step: Row, path: Place) -> None:
    """`call_in: ann`, with `workflow: Main`, or with `url: /voice` for one of the `twiml`."""
    name = run.source.read(text, step["call_in"], (*path, "call_in"))
    if name in run.calls or name in run.tasks:
        raise run.source.fail(
            (*path, "call_in"), f"there was a call or a task {json_of(name)} before"
        )
    read = {key: read_key(run, kind, key, step, path) for key, kind in PLAN.items() if key in step}
    number = PhoneNumber(voice_url=APPLICATION + place_of(run, name, step, path))
    said = [run.source.read(text, step.get(key, other), (*path, key)) for key, other in PARTIES]

    def do(account: Account) -> Call:
        return callers.call_in(account, said[0], said[1], number, caller_of(read))

    run.calls[name] = do_to(run, do).sid
    note_tasks(run)


PARTIES = (("from", FROM), ("to", TO))


def read_key(run: Run, kind: Kind[Any], key: str, step: Row, path: Place) -> Any:
    return run.source.read(kind, step[key], (*path, key))


def place_of(run: Run, name: str, step: Row, path: Place) -> str:
    """The path of the document that a call begins with."""
    if "workflow" not in step:
        url = next(iter(run.twiml), "") if "url" not in step else step["url"]
        if run.source.read(text, url, (*path, "url")) not in run.twiml:
            raise run.source.fail(
                (*path, "url"), f"no twiml {json_of(url)}; {listing(list(run.twiml))}"
            )
        return str(url)
    sid = run.find("workflows", step["workflow"], (*path, "workflow")).sid
    read = {key: read_key(run, kind, key, step, path) for key, kind in TASK.items() if key in step}
    task = escaped(compact(read.pop("attributes", {})))
    numbers = "".join(f" {key}='{value}'" for key, value in read.items())
    enqueue = f"<Enqueue workflowSid='{sid}'><Task{numbers}>{task}</Task></Enqueue>"
    url = f"/call-{len(run.calls) + 1}"
    run.twiml[url] = f"<Response>{enqueue}</Response>"
    return url


def escaped(words: str) -> str:
    return words.replace("&", "&amp;").replace("<", "&lt;")


def press(run: Run, step: Row, path: Place) -> None:
    """`press: ann`, with `digits`."""
    found = call_of(run, step["press"], (*path, "press"))
    keys = run.source.read(text, step.get("digits"), (*path, "digits"))
    do_to(run, lambda account: callers.press(found(account), keys))


def say(run: Run, step: Row, path: Place) -> None:
    """`say: ann`, with `words`, and a `confidence`."""
    found = call_of(run, step["say"], (*path, "say"))
    words = run.source.read(text, step.get("words"), (*path, "words"))
    surely = read_key(run, CONFIDENCE, "confidence", step, path) if "confidence" in step else None
    do_to(run, lambda account: callers.say(found(account), utterance(words, surely)))


def hang_up(run: Run, step: Row, path: Place) -> None:
    """`hang_up: ann`, or `by: alice`, who talks to them or whose phone rings."""
    found = call_of(run, step["hang_up"], (*path, "hang_up"))
    if "by" not in step:
        do_to(run, lambda account: callers.hang_up(live(found(account))))
        return
    worker = run.find("workers", step["by"], (*path, "by"))
    legs = [one for one in legs_of(run.account, worker.sid) if one.is_live]
    if not legs:
        said = f"no phone of {worker.friendly_name} rings, and they talk to nobody"
        raise run.failed((*path, "by"), said)
    do_to(run, lambda account: callers.hang_up(legs[-1]))


def live(call: Call) -> Call:
    if not call.is_live:
        raise AdminError(f"call {call.sid} is over already; it is {call.status}", 409)
    return call


def legs_of(account: Account, worker_sid: str) -> Iterator[Call]:
    """The legs that were placed to a worker for a task."""
    for call in account.line.calls.values():
        sid = call.purpose.reservation_sid if call.purpose is not None else ""
        reservation = account.reservations.get(sid)
        if reservation is not None and reservation.worker_sid == worker_sid:
            yield call


# --- instructions ------------------------------------------------------------------------------


def instruct(name: str, *keys: str) -> StepKind:
    """`dequeue: ann`, with keys of the answer of an assignment callback."""

    def do(run: Run, step: Row, path: Place) -> None:
        reservation = run.reservation(step[name], step, (*path, name))
        given = {key: step[key] for key in keys if key in step}
        activity = given.pop("post_work_activity", None)
        if activity is not None:
            found = run.find("activities", activity, (*path, "post_work_activity"))
            given["post_work_activity_sid"] = found.sid
        told = {"instruction": name, **given}
        alert = do_to(run, lambda account: answer.obey(account, reservation.sid, told))
        if alert is not None:
            raise AdminError(f"alert {alert.code}: {alert.text}")

    text = f"answer the offer of this task with the instruction {name}: the worker's phone rings"
    return StepKind(do, ("by", *keys), text)


# --- what follows ------------------------------------------------------------------------------


def do_to(run: Run, act: Callable[[Account], Any]) -> Any:
    """Do something to calls, and all that follows from it at this instant."""
    with run.tenant.steered() as account:
        return act(account)


def call_of(run: Run, name: Any, path: Place) -> Callable[[Account], Call]:
    """The call that the scenario named so."""
    sid = run.call_sid(name, path)
    return lambda account: account.line.calls[sid]


def note_tasks(run: Run) -> None:
    """Let the task that a call made go by the call's name, when it is there."""
    for name, sid in run.calls.items():
        task_sid = run.account.line.calls[sid].task_sid
        if task_sid is not None:
            run.tasks[name] = task_sid
            run.last = task_sid


def twiml_at(run: Run, path: str) -> str | None:
    """One of a scenario's documents, with SIDs for the names of workflows."""
    found = run.twiml.get(path)
    if found is None:
        return None
    sids = {one.friendly_name: one.sid for one in run.workspace.workflows.values()}
    return WORKFLOW.sub(lambda one: f'"{sids.get(one[2], one[2])}"', found)


def settle(run: Run) -> None:
    """Let all calls go on that can."""
    run.tenant.delivery.drain()
    note_tasks(run)


# --- facts -------------------------------------------------------------------------------------


def talks_to(run: Run, call: Call) -> list[str]:
    """The workers, and the calls of the scenario, that it talks to."""
    names = {sid: name for name, sid in run.calls.items()}
    return [names.get(one.sid) or leg_name(one) for one in others(call)]


RINGING = ("from", "to", "timeout", "post_work_activity")
ENDS = ("end_conference_on_exit", "end_conference_on_customer_exit")

CALL_STEPS: Mapping[str, StepKind] = {
    "call_in": StepKind(
        call_in,
        CALL_KEYS,
        "somebody calls, and their task has the same name; they wait in the `workflow`, or follow "
        "the `twiml` from its first document on, or from `url`",
    ),
    "press": StepKind(press, ("digits",), "the caller presses keys"),
    "say": StepKind(say, ("words", "confidence"), "the caller says something"),
    "hang_up": StepKind(hang_up, ("by",), "the caller hangs up, or the worker `by`"),
    "dequeue": instruct("dequeue", *RINGING),
    "conference": instruct("conference", *RINGING, *ENDS),
}
"""Every such step by its first key."""
