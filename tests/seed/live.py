"""Worlds as years of use leave them: names shared, defaults gone, SIDs in expressions."""

import json
import re
from contextlib import suppress

from hypothesis import strategies as st

from mocktr.core.account import Account, Settings
from mocktr.core.behavior import Answer, Behavior
from mocktr.core.configuration.reader import Configuration
from mocktr.core.fields import JsonObject
from mocktr.core.resources.activity import Activity
from mocktr.core.resources.task_channel import TaskChannel
from mocktr.core.resources.task_queue import TaskQueue
from mocktr.core.resources.worker import Worker
from mocktr.core.resources.workflow import Workflow
from mocktr.core.resources.workspace import Workspace
from mocktr.errors import ApiError
from mocktr.seed.held import COLLECTIONS
from tests.seed.worlds import ACCOUNT

NAMES = ["A", "a", "B", "Offline", "Available", "Sample Queue", "yes", "1", "1e3", "null", "~",
         "2026-01-01", "🙂", "it's", 'a: "b" #c', " x ", "- y", "\u2028", "é\n", "x" * 64,
         "WA" + "0" * 32, "WQ" + "0" * 32]  # fmt: skip
UNIQUE_NAMES = ["email", "$", "voice", "_a", "TC" + "a" * 32, "TC" + "b" * 32]
EXPRESSIONS = ["1==1", "1 == 1", "", " ", 'languages HAS "en"', "a > 1e3 AND b != 'c'",
               'sid == "<SID>"', 'activity_sid IN ["<SID>", "<SID>"]', "* x == 1"]  # fmt: skip
ATTRIBUTES = ["{}", "{ }", '{"languages":["en"],"a":1}', '{"a": 1e3, "b": -0.0, "c": 1e300}',
              '{"half": "\\ud83d"}', '{"n": 123456789012345678901234567890}', '{"sid": "<SID>"}',
              '{"boss": ["<SID>"], "<SID>": null}', '{"channels": {"voice": 1}, "": "", "<<": {}}',
              '{"yes": "no", "1": "1e3", "d": "2026-01-01", "e": "é🙂", "f": "a\\nb"}',
              '{"list":[' + "1," * 2000 + "1]}", '{"deep":' + "[" * 150 + "]" * 150 + "}",
              '{"digits":' + "9" * 1500 + "}"]  # fmt: skip
URLS = ["https://example.com/a?workspace=<SID>", "http://x/#rc=3", "https://é.example/"]
TARGETS = [{}, {"timeout": 30, "priority": 5}, {"timeout": "10", "queue": None}, {"note": {}},
           {"expression": "worker.level > task.level", "order_by": "worker.level DESC"},
           {"skip_if": "workers.available == 0", "known_worker_sid": "task.agent"},
           {"expression": 'worker.sid == "<SID>"', "priority": None}, {"expression": ""},
           {"note": "<SID>", "queue_sid": "<SID>", "targets": [{"queue": "<SID>"}]}]  # fmt: skip
BEHAVIORS = [None, Behavior(), Behavior(accept_after=5000, handle_for=500, miss_every=3),
             Behavior(reject_after=1), Behavior(accept_after=0, accept_every=2)]  # fmt: skip
SCRIPTS = [(), (Answer(),), (Answer(accept_after=0, handle_for=90_000), Answer(reject_after=1))]
CONFIGURATION_MORE = [{}, {"note": 1e3}, {"note": ["<SID>"]}, {"half": "\ud83d"}, {"filters": None}]


@st.composite
def live_worlds(draw, acting=True):
    """An account after a history of changes: another one than it is loaded into, or the same.

    At Twilio no worker is `acting` by themselves.
    """
    sid = draw(st.sampled_from([OTHER, ACCOUNT]))
    account = Account(sid, 0, Settings(lenient_expressions=draw(st.booleans())))
    for _ in range(draw(st.integers(1, 2))):
        History(draw, account, acting).write()
    return account


OTHER = "AC" + "b" * 32


class History:
    """Makes a workspace, and changes it as a client might; what is refused does not happen."""

    def __init__(self, draw, account, acting):
        self.draw, self.account, self.acting = draw, account, acting
        self.workspace = Workspace.create(
            account,
            {
                "friendly_name": self.one(NAMES),
                "multi_task_enabled": draw(st.booleans()),
                "template": draw(st.sampled_from(["NONE", "FIFO"])),
                "prioritize_queue_order": draw(st.sampled_from(["FIFO", "LIFO"])),
                "event_callback_url": self.one(["", *URLS]),
                "events_filter": self.one([None, "", "task.created"]),
            },
        )

    # --- drawing ---------------------------------------------------------------------------

    def one(self, choices):
        return self.draw(st.sampled_from(list(choices)))

    def some(self, most=3):
        return range(self.draw(st.integers(0, most)))

    def sid(self):
        """The SID of something in the account, or of nothing."""
        known = [*self.account.workspaces]
        for workspace in self.account.workspaces.values():
            known += [sid for name in COLLECTIONS for sid in getattr(workspace, name)]
            known += [
                channel.sid
                for worker in workspace.workers.values()
                for channel in worker.channels.values()
            ]
        return self.one([*known, "WK" + "f" * 32])

    def filled(self, texts):
        """One of the texts, with SIDs in its gaps."""
        text = self.one(texts)
        return re.sub("<SID>", lambda _: self.sid(), text) if text else text

    def name(self):
        return self.filled([*NAMES, "<SID>"])

    def activity(self):
        return self.one(self.workspace.activities)

    # --- changing --------------------------------------------------------------------------

    def write(self):
        steps = [self.activities, self.channels, self.queues, self.workflows, self.workers]
        for step in [*steps, self.renaming, self.removing]:
            step()
        for name in ("default_activity_sid", "timeout_activity_sid"):
            self.workspace.update({name: self.activity()})
        self.removing()

    def make(self, record, **values):
        with suppress(ApiError):
            return record.create(self.workspace, values)

    def activities(self):
        for _ in self.some():
            self.make(Activity, friendly_name=self.name(), available=self.draw(st.booleans()))

    def channels(self):
        for _ in self.some():
            names = {"friendly_name": self.name(), "unique_name": self.one(UNIQUE_NAMES)}
            optimized = self.draw(st.booleans())
            self.make(TaskChannel, channel_optimized_routing=optimized, **names)

    def queues(self):
        for _ in self.some():
            self.make(
                TaskQueue,
                friendly_name=self.name(),
                target_workers=self.filled(EXPRESSIONS),
                max_reserved_workers=self.one([1, 50]),
                task_order=self.one(["FIFO", "LIFO"]),
                reservation_activity_sid=self.one([None, self.activity()]),
                **({"assignment_activity_sid": None} if self.draw(st.booleans()) else {}),
            )

    def workflows(self):
        for _ in self.some() if self.workspace.task_queues else ():
            self.make(
                Workflow,
                friendly_name=self.name(),
                configuration=Configuration().read(self.configuration()),
                assignment_callback_url=self.one([None, "https://example.com"]),
                fallback_assignment_callback_url=self.filled([None, "http://example.com/<SID>"]),
                task_reservation_timeout=self.one([120, 1, 86400]),
            )

    def configuration(self):
        filters = [
            {
                self.one(["filter_friendly_name", "friendly_name"]): self.name(),
                "expression": self.one(["a == 1", "1==1", '* b == "c"']),
                "targets": [self.target(first=number == 0) for number in range(self.one([1, 2]))],
            }
            for _ in self.some(2)
        ]
        routing = {"filters": filters, "default_filter": {"queue": self.queue()}}
        document = {"task_routing": {**routing, **self.one(CONFIGURATION_MORE)}}
        return self.filled([json.dumps(document)])

    def target(self, first):
        target = {"queue": self.queue(), **self.one(TARGETS)}
        return {**target, "queue": self.queue()} if first else target

    def queue(self):
        return self.one(self.workspace.task_queues)

    def workers(self):
        for _ in self.some(4):
            worker = self.make(
                Worker,
                friendly_name=self.name(),
                attributes=JsonObject().read(self.filled(ATTRIBUTES)),
                activity_sid=self.activity(),
            )
            if worker and self.acting:
                worker.behavior, worker.script = self.one(BEHAVIORS), self.one(SCRIPTS)
            for channel in list(worker.channels.values()) if worker else ():
                capacity, available = self.one([1, 1, 0, 50]), self.one([True, True, False])
                channel.update({"capacity": capacity, "available": available})

    def renaming(self):
        for record in self.chosen():
            with suppress(ApiError):
                record.update({"friendly_name": self.name()})

    def removing(self):
        if self.account.sid == ACCOUNT:
            # A SID that nothing has any more could be made again there.
            return
        for record in self.chosen():
            with suppress(ApiError):
                record.delete()

    def chosen(self):
        """Some of the records, of some collections."""
        for collection in reversed(COLLECTIONS):
            if self.draw(st.booleans()):
                for record in list(getattr(self.workspace, collection).values()):
                    if self.one([True, False, False]):
                        yield record
