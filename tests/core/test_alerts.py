import json

import pytest

from mocktr.core.alerts import ALERTS, Alert, payloads
from tests.core.world import MONDAY, World

WORKSPACE, RESERVATION = "WS" + "1" * 32, "WR" + "2" * 32


def test_an_alert_is_shown_with_the_names_of_twilios_monitor():
    alert = Alert(MONDAY, 40001, "expected a JSON object, got b'ok'", WORKSPACE, RESERVATION)
    alert = alert._replace(
        request_method="POST",
        request_url="http://app.test/assign",
        request_variables="TaskSid=WT1",
        response_body="ok",
    )

    assert alert.payload("NO" + "3" * 32) == {
        "sid": "NO" + "3" * 32,
        "error_code": "40001",
        "log_level": "warning",
        "title": "Assignment callback: the answer is not a JSON object",
        "alert_text": "expected a JSON object, got b'ok'",
        "more_info": "https://www.twilio.com/docs/errors/40001",
        "date_generated": "2030-01-07T09:00:00Z",
        "workspace_sid": WORKSPACE,
        "resource_sid": RESERVATION,
        "request_method": "POST",
        "request_url": "http://app.test/assign",
        "request_variables": "TaskSid=WT1",
        "response_body": "ok",
    }


@pytest.mark.parametrize("code", ALERTS)
def test_an_alert_has_the_level_and_title_of_its_code(code):
    alert = Alert(MONDAY, code, "text", None, RESERVATION)

    assert alert.level == ("warning" if code in (12200, 40001, 40005) else "error")
    assert alert.title


def test_no_two_codes_have_the_same_title():
    assert len({title for _, title in ALERTS.values()}) == len(ALERTS)


def test_an_account_keeps_its_alerts_in_order_and_they_are_json():
    world = World()
    world.account.alert(40100, "first", world.workspace, RESERVATION)
    world.advance(1)
    world.account.alert(40152, "second", world.workspace, RESERVATION)

    shown = json.loads(json.dumps(payloads(world.account.alerts, world.account.sids)))

    assert [alert["alert_text"] for alert in shown] == ["first", "second"]
    assert [alert["sid"][-2:] for alert in shown] == ["01", "02"]
    assert [alert["date_generated"][-4:] for alert in shown] == [":00Z", ":01Z"]
    assert {alert["workspace_sid"] for alert in shown} == {world.workspace.sid}


def test_alerts_use_up_no_sids():
    world = World()
    before = world.account.sids.count

    world.account.alert(40100, "text", world.workspace, RESERVATION)
    payloads(world.account.alerts, world.account.sids)

    assert world.account.sids.count == before
