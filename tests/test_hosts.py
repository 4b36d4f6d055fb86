"""What the name of a host says."""

import pytest

from mocktr.hosts import has_event_bridge, host_name, is_address, is_loopback, is_near, is_twilio


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("localhost", "localhost"),
        ("LOCALHOST:8275", "localhost"),
        ("taskrouter.twilio.com.:443", "taskrouter.twilio.com"),
        ("[::1]:80", "::1"),
        ("", ""),
        ("[nonsense", "[nonsense"),
    ],
)
def test_a_host_header_names_a_host_and_maybe_a_port(header, name):
    assert host_name(header) == name


@pytest.mark.parametrize("name", ["127.0.0.1", "127.8.0.1", "::1", "localhost", "app.localhost"])
def test_this_machine_is_known_by_its_name(name):
    assert is_loopback(name)
    assert is_near(name)


@pytest.mark.parametrize("name", ["10.0.0.1", "0.0.0.0", "localhost.example", "", "example.com"])
def test_another_machine_is_not_taken_for_this_one(name):
    assert not is_loopback(name)


@pytest.mark.parametrize("name", ["10.0.0.1", "::", "mocktr", "host.docker.internal", "a.test"])
def test_a_name_that_public_dns_does_not_know_is_near(name):
    assert is_near(name)


@pytest.mark.parametrize("name", ["example.com", "internal.example", "twilio.com"])
def test_a_name_that_public_dns_may_know_is_not_near(name):
    assert not is_near(name)
    assert not is_address(name)


@pytest.mark.parametrize(
    ("name", "twilios"),
    [
        ("twilio.com", True),
        ("taskrouter.dublin.ie1.twilio.com", True),
        ("nottwilio.com", False),
        ("twilio.com.example", False),
    ],
)
def test_twilios_hosts_are_below_its_domain(name, twilios):
    assert is_twilio(name) == twilios


@pytest.mark.parametrize(
    ("name", "answered"),
    [
        ("event-bridge.twilio.com", True),
        ("event-bridge.ie1.twilio.com:443", True),
        ("event-bridge.ie1-ix.us1.twilio.com", True),
        ("127.0.0.1:8275", True),
        ("agents.example", True),
        ("taskrouter.twilio.com", False),
        ("event-bridge.a.b.c.twilio.com", False),
    ],
)
def test_agents_pages_are_answered_under_one_of_twilios_names(name, answered):
    assert has_event_bridge(name) is answered
