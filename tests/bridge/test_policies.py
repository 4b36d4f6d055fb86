"""Which of the rules of a token decides."""

import pytest

from mocktr.bridge.policies import allows

HOME = "https://taskrouter.twilio.com/v1/Workspaces/WS1"


def rule(url, method="GET", *, allow=True, **filters):
    return {"url": HOME + url, "method": method, "allow": allow, **filters}


@pytest.mark.parametrize(
    ("policy", "url", "allowed"),
    [
        (rule(""), "", True),
        (rule(""), "/", True),
        (rule(""), "/Tasks", False),
        (rule("/*"), "/Tasks", True),
        (rule("/*"), "/Tasks/WT1", False),
        (rule("/*"), "", False),
        (rule("/**"), "/Tasks/WT1", True),
        (rule("/**"), "", True),
        (rule("/Tasks/**"), "/Workers", False),
        (rule("", "POST"), "", False),
        (rule("", allow=False), "", False),
        ({"method": "GET"}, "", False),
        ({}, "", False),
    ],
)
def test_a_rule_covers_a_path(policy, url, allowed):
    assert allows((policy,), "GET", HOME + url, {}) is allowed


def test_hosts_do_not_count():
    there = rule("/Tasks")

    assert allows((there,), "GET", "http://localhost/v1/Workspaces/WS1/Tasks", {})


@pytest.mark.parametrize(
    ("wanted", "sent", "allowed"),
    [
        ({"A": {"required": True}}, {"A": "1"}, True),
        ({"A": {"required": True}}, {"A": "1", "B": "2"}, True),
        ({"A": {"required": True}}, {}, False),
        ({"A": {"required": False, "value": "1"}}, {}, True),
        ({"A": {"required": False, "value": "1"}}, {"A": "2"}, False),
        ({"A": "1"}, {"A": "1"}, True),
        ({"A": "1"}, {"A": "2"}, False),
        ({"A": "1"}, {}, False),
        (None, {"A": "1"}, True),
    ],
)
def test_a_filter_looks_at_parameters(wanted, sent, allowed):
    for method, name in (("GET", "query_filter"), ("POST", "post_filter")):
        policy = rule("", method, **{name: wanted})

        assert allows((policy,), method, HOME, sent) is allowed


def test_the_longer_path_decides_then_the_rule_with_a_filter():
    wide, narrow = rule("/**"), rule("/Tasks", allow=False)
    filtered = rule("/Tasks", query_filter={"A": {"required": True}})

    for policies in [(wide, narrow, filtered), (filtered, narrow, wide)]:
        assert allows(policies, "GET", HOME + "/Workers", {})
        assert not allows(policies, "GET", HOME + "/Tasks", {})
        assert allows(policies, "GET", HOME + "/Tasks", {"A": "1"})
