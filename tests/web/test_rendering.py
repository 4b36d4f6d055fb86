"""A record's JSON is that of its payload, character for character."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mocktr.core.mounts import RESOURCES
from mocktr.web.rendering import render, render_page
from tests.examples import examples

from .client import HOST

BASE = f"{HOST}/v1"


def placed(account):
    """All records of a world, by where they stand in the URL space."""
    found = {(): [account]}
    for mount in RESOURCES:
        parents = found[mount.segments[:-1]]
        rows = [mount.rows(parent, {}) for parent in parents]
        found[mount.segments] = [record for listed in rows for record in listed.after()]
    return found


@pytest.fixture
def account(sandbox, client, reservation):
    """A world with a record at each place."""
    [tenant] = sandbox.tenants().values()
    return tenant.account


def test_a_record_of_each_kind_is_rendered_as_its_payload(account):
    found = placed(account)

    for records in found.values():
        assert records
    for record in [one for place, records in found.items() if place for one in records]:
        assert render(record, BASE) == json.dumps(record.payload(BASE))


def test_a_record_is_rendered_with_the_url_under_which_it_was_read(account):
    [reservation] = placed(account)["Workspaces", "Workers", "Reservations"]

    for path in ("/Workspaces/WS1/Workers/WK1/Reservations/WR1", "", '/a "path"/\u00e4\n'):
        assert render(reservation, BASE, path) == json.dumps(reservation.payload(BASE, path))


@pytest.mark.parametrize(
    "base", ["", "http://[::1]:8080/v1", 'http://a"b\\c/v1', "http://\u00e4/v1"]
)
def test_a_record_is_rendered_below_any_host(account, base):
    for records in [records for place, records in placed(account).items() if place]:
        assert render(records[0], base) == json.dumps(records[0].payload(base))


@settings(max_examples=examples(50), deadline=None, suppress_health_check=list(HealthCheck))
@given(st.text(), st.text(), st.none() | st.text())
def test_any_text_in_a_record_is_escaped(account, name, configuration, url):
    [workflow] = placed(account)["Workspaces", "Workflows"]
    workflow.friendly_name, workflow.configuration = name, configuration
    workflow.assignment_callback_url = url

    assert render(workflow, BASE) == json.dumps(workflow.payload(BASE))


def test_what_changes_is_rendered_anew(account):
    [task] = account.tasks.values()
    render(task, BASE)
    task.priority, task.reason, task.workflow_sid, task.task_queue_entered_date = 1, "b", None, None
    task.ignore_capacity = True

    assert render(task, BASE) == json.dumps(task.payload(BASE))
    assert '"priority": 1, "reason": "b"' in render(task, BASE)


def test_a_page_has_its_records_before_its_envelope(account):
    found = placed(account)["Workspaces", "Activities"]
    envelope = {"meta": {"page": 0, "key": "activities"}}

    for records in (found, []):
        page = render_page("activities", [render(one, BASE) for one in records], envelope)
        shown = {"activities": [one.payload(BASE) for one in records], **envelope}
        assert page == json.dumps(shown)
