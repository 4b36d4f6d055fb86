"""Arranging a world in few words: workers, queues, workflows and tasks, through the REST API."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from twilio.rest import Client

from mocktr.errors import OptionError
from mocktr.tenant import Tenant


class Arranging:
    """Adds to the first workspace of an account; what it answers is the helper library's."""

    tenant: Tenant
    client: Client

    @property
    def workspace(self) -> Any:
        """The helper library's context of the first workspace."""
        sids = self.tenant.read(lambda account: list(account.workspaces))
        if not sids:
            raise OptionError("the world has no workspace; create one, or choose a seed with one")
        return self.client.taskrouter.v1.workspaces(sids[0])

    def worker(
        self,
        name: str,
        /,
        *,
        activity: str | None = None,
        channels: Mapping[str, int] | None = None,
        attributes: Mapping[str, Any] | None = None,
        **more: Any,
    ) -> Any:
        """Add a worker, in the first available activity unless told.

        Keywords that mean nothing else are attributes; others can be given in `attributes`.
        """
        found = self.workspace.activities.list(
            **({"friendly_name": activity} if activity else {"available": "true"})
        )
        if not found:
            raise OptionError(f"worker: no activity {activity or 'that is available'!r}")
        worker = self.workspace.workers.create(
            friendly_name=name,
            activity_sid=found[0].sid,
            attributes=json.dumps({**(attributes or {}), **more}),
        )
        for channel, capacity in (channels or {}).items():
            worker.worker_channels(channel).update(capacity=capacity)
        return worker

    def queue(self, name: str, target_workers: str = "1==1", **parameters: Any) -> Any:
        """Add a task queue; `parameters` are the helper library's."""
        return self.workspace.task_queues.create(
            friendly_name=name, target_workers=target_workers, **parameters
        )

    def workflow(
        self,
        name: str,
        *,
        filters: list[Mapping[str, Any]] | None = None,
        default: str | None = None,
        **parameters: Any,
    ) -> Any:
        """Add a workflow from filters as in its configuration; queues may be names or SIDs."""
        routing: dict[str, Any] = {"filters": [self.named_filter(one) for one in filters or []]}
        if default is not None:
            routing["default_filter"] = {"queue": self.queue_sid(default)}
        return self.workspace.workflows.create(
            friendly_name=name, configuration=json.dumps({"task_routing": routing}), **parameters
        )

    def named_filter(self, one: Mapping[str, Any]) -> dict[str, Any]:
        """A filter with SIDs in place of the names of queues."""
        targets = [
            {**target, **({"queue": self.queue_sid(target["queue"])} if "queue" in target else {})}
            for target in one.get("targets", [])
        ]
        return {**one, "targets": targets}

    def queue_sid(self, name: str) -> str:
        """The SID of a queue given by name or SID."""
        found = [one.sid for one in self.workspace.task_queues.list(friendly_name=name)]
        return str(found[0]) if found else name

    def task(
        self,
        *,
        workflow: str | None = None,
        channel: str | None = None,
        priority: int | None = None,
        timeout: int | None = None,
        attributes: Mapping[str, Any] | None = None,
        **more: Any,
    ) -> Any:
        """Add a task; `workflow` is a name or a SID.

        Keywords that mean nothing else are attributes; others can be given in `attributes`.
        """
        parameters = {
            "workflow_sid": workflow and self.workflow_sid(workflow),
            "task_channel": channel,
            "priority": priority,
            "timeout": timeout,
        }
        sent = {name: value for name, value in parameters.items() if value is not None}
        described = json.dumps({**(attributes or {}), **more})
        return self.workspace.tasks.create(attributes=described, **sent)

    def workflow_sid(self, name: str) -> str:
        """The SID of a workflow given by name or SID."""
        found = [one.sid for one in self.workspace.workflows.list(friendly_name=name)]
        return str(found[0]) if found else name
