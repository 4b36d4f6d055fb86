"""The admin commands in Python: what `/mocktr/` answers over HTTP, as methods."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from mocktr.commands.check_workflow import CheckedWorkflow
from mocktr.commands.evaluate import Evaluated
from mocktr.tenant import Tenant
from mocktr.web.command import Result, named


class Steering:
    """The admin commands of one account, with the arguments and answers of the admin API.

    What the API answers with an error raises AdminError.
    """

    tenant: Tenant

    def command(self, name: str, /, **arguments: Any) -> Result:
        """The answer of the command of this name; arguments that are None count as not given."""
        declared = named(name)
        places = {place: arguments.pop(place) for place in declared.places}
        sent = {**declared.read(given(arguments)), **places}
        [answer] = declared.run({"": self.tenant}, sent).values()
        return answer

    def reset(self) -> Result:
        """Put the world back to what its seed makes; answers like `clock`."""
        return self.command("reset")

    @property
    def snapshots(self) -> Result:
        """The worlds that are kept: `snapshots`, each with its `name` and the time of its clock."""
        return self.command("snapshots")

    def delete_snapshot(self, name: str) -> Result:
        """Keep a snapshot no longer; answers like `snapshots`."""
        return self.command("delete_snapshot", name=name)

    @property
    def clock(self) -> Result:
        """The clock's `mode`, `now` and `now_ms`."""
        return self.command("clock")

    def set_clock(self, *, mode: str | None = None, now: datetime | str | None = None) -> Result:
        """Let the clock be manual or real, or go to a later time; answers also what `fired`."""
        return self.command("set_clock", mode=mode, now=now)

    @property
    def scheduler(self) -> Result:
        """The `mode` of routing, the `timers` and the `waiting_tasks`."""
        return self.command("scheduler")

    def set_scheduler(self, mode: str) -> Result:
        """Hold routing ("manual"), or let it go on by itself ("auto"); answers like `scheduler`."""
        return self.command("set_scheduler", mode=mode)

    def step(self) -> Result:
        """Do one routing action, also when routing is held; `action` says which, or is None."""
        return self.command("step")

    def settle(self) -> Result:
        """Do all routing that there is to do now, also when it is held."""
        return self.command("settle")

    def forget_coverage(self) -> Result:
        """Count routing coverage from now on only; answers the coverage of nothing."""
        return self.command("forget_coverage")

    def evaluate(
        self,
        expression: str,
        *,
        worker: dict[str, Any] | None = None,
        task: dict[str, Any] | None = None,
        workers: dict[str, int] | None = None,
        now: datetime | str | None = None,
    ) -> Evaluated:
        """Try an expression over attributes; true if it is, as text what each part of it saw."""
        sent = {"worker": worker, "task": task, "workers": workers, "now": now}
        arguments = named("evaluate").read({"expression": expression, **given(sent)})
        return self.tenant.evaluate(**arguments)

    def check_workflow(
        self, configuration: dict[str, Any] | str, workspace: str | None = None
    ) -> CheckedWorkflow:
        """Check a configuration; true if it is valid, as text what is wrong or odd about it.

        With a workspace (its name or SID) the queues have to be its own.
        """
        sent = {"configuration": configuration, "workspace": workspace}
        return self.tenant.check_workflow(**named("check_workflow").read(given(sent)))


def given(arguments: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in arguments.items() if value is not None}
