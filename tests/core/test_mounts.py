"""How a mount changes what stands there."""

import pytest

from mocktr.core.mounts import RESOURCES
from mocktr.errors import InvalidParameter
from tests.core.world import World


def mount(*segments):
    return next(one for one in RESOURCES if one.segments == segments)


@pytest.fixture
def world():
    world = World()
    world.simple()
    return world


def test_a_record_is_updated_by_the_form_that_it_declares(world):
    workers = mount("Workspaces", "Workers")

    workers.update(alice := world.worker("alice"), {"FriendlyName": "Alice", "Colour": "red"})

    assert workers.form is workers.record
    assert alice.friendly_name == "Alice"


def test_a_form_that_can_t_be_changes_nothing(world):
    alice = world.worker("alice")

    with pytest.raises(InvalidParameter):
        mount("Workspaces", "Workers").update(alice, {"FriendlyName": "Alice", "Attributes": "{"})

    assert alice.friendly_name == "alice"


@pytest.mark.parametrize("parent", ["Tasks", "Workers"])
def test_a_reservation_is_updated_by_an_instruction_too(world, parent):
    reservations = mount("Workspaces", parent, "Reservations")
    world.worker("alice")
    task = world.task()

    reservations.update(task.reservations[0], {"Instruction": "accept"})

    assert "instruction" in reservations.form.inputs
    assert task.assignment_status == "assigned"
