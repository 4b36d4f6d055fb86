"""Which parts of the workflows were exercised, how often, and which never.

The tally of an account is turned into outcomes of items under names, so that the coverage of
accounts, tests and processes adds up.
"""

from __future__ import annotations

import json
from collections import Counter

from mocktr.core.account import Account
from mocktr.core.coverage.items import Hit, hits, items
from mocktr.core.coverage.named import Named
from mocktr.core.coverage.report import Report, report, workflow_row
from mocktr.core.routing.tally import WorkflowNames


class Coverage(dict[Named, Counter[Hit]]):
    """How often each outcome of each item was seen, by workflow."""

    def __add__(self, other: Coverage) -> Coverage:
        """The sum, in which each workflow of either stands once."""
        both = Coverage()
        both.add(self)
        both.add(other)
        return both

    def add(self, other: Coverage) -> None:
        """Add another coverage to this one; costs what the other has."""
        for named, counted in other.items():
            self.setdefault(named, Counter()).update(counted)

    def dump(self) -> str:
        """The coverage as JSON, for another process."""
        return json.dumps([[*one, [[*hit, n] for hit, n in self[one].items()]] for one in self])

    @classmethod
    def load(cls, dumped: str) -> Coverage:
        """What was dumped."""
        return cls(
            {
                Named(*names): Counter({(path, outcome): n for path, outcome, n in counted})
                for *names, counted in json.loads(dumped)
            }
        )

    def report(self) -> Report:
        """The items one by one, with a percentage.

        Configurations that go by the same names are numbered, in the order of their text.
        """
        several = Counter(one[:2] for one in self)
        numbers: Counter[tuple[str, str]] = Counter()
        rows = []
        for one in sorted(self):
            workspace, workflow, _ = one
            numbers[workspace, workflow] += 1
            number = numbers[workspace, workflow] if several[workspace, workflow] > 1 else None
            names = {"workspace": workspace, "workflow": workflow, "configuration": number}
            rows.append(workflow_row(names, items(one.document()), self[one]))
        return report(rows)


def cover(account: Account) -> Coverage:
    """What has been exercised in an account, and the workflows of which nothing has."""
    names = dict(account.tally.names)
    for workspace in account.workspaces.values():
        for workflow in workspace.workflows.values():
            key = workflow.sid, workflow.configuration
            names[key] = names.get(key) or WorkflowNames.of(workflow, workflow.configuration)
    documents = {key: account.document(key[1]) for key in names}
    named = {key: Named.of(names[key], documents[key]) for key in names}
    covered = Coverage({one: Counter() for one in named.values()})
    for mark, times in account.tally.counts.items():
        key = mark[0], mark[1]
        for hit in hits(documents[key], names[key].queues, mark):
            covered[named[key]][hit] += times
    return covered
