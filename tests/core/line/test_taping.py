"""A client starts the recording of a call, pauses it, and stops it."""

import pytest

from mocktr.core.line import taping
from mocktr.core.line.request import Subscription

from .world import APP, LineWorld


@pytest.fixture
def world():
    world = LineWorld({"/voice": "<Pause length='60'/>"})
    world.call = world.call_in()
    listener = Subscription(f"{APP}/told", events=("in-progress", "completed"))
    world.made = taping.tape(world.call, listener)
    return world


def recording(world):
    return world.line.recordings[world.made.sid]


def test_a_recording_that_is_made_is_told_of(world):
    assert recording(world).status == "in-progress"
    assert world.last("recording")["RecordingStatus"] == "in-progress"
    assert "RecordingDuration" not in world.last("recording")


def test_a_recording_is_paused_and_stopped(world):
    world.pass_time(5)
    taping.turn(world.call, "paused")
    assert recording(world).status == "paused"
    world.pass_time(5)
    taping.turn(world.call, "stopped")

    assert (recording(world).status, recording(world).duration) == ("completed", 10)
    assert world.last("recording")["RecordingDuration"] == "10"
    assert world.call.tape is None


def test_a_recording_ends_with_its_call(world):
    world.pass_time(60)

    assert (world.call.status, recording(world).duration) == ("completed", 60)
