"""What nobody outside may see is hidden, and what is not is pointed at."""

import json

import pytest

from mocktr.pull import Masks
from mocktr.pull.privacy import suspicions
from mocktr.seed.exporter import export
from mocktr.seed.held import held_by
from tests.seed.worlds import workspace


def held(attributes, more=""):
    """A workspace whose workers have these attributes."""
    workers = [
        {"friendly_name": f"worker {number}", "attributes": one}
        for number, one in enumerate(attributes, 1)
    ]
    return held_by(workspace(f"{more}\nworkers: {json.dumps(workers)}"))


def hidden(masks, attributes, more=""):
    """The attributes of the workers after masking."""
    [row] = export([masks.hide(held(attributes, more))]).document["workspaces"]
    return [one.get("attributes", {}) for one in row["workers"]]


def test_nothing_is_hidden_unless_told():
    attributes = [{"phone": "+14151234567", "skills": ["en"]}]

    assert hidden(Masks(), attributes) == attributes


@pytest.mark.parametrize(
    ("value", "placeholder"),
    [
        ("Alice Smith", "masked-1"),
        ("+1 (415) 123-4567", "+15550000001"),
        ("alice@example.org", "masked-1@example.com"),
        ("client:alice", "client:masked-1"),
        ("sip:alice@example.org", "sip:masked-1@example.com"),
        ("tel:+14151234567", "tel:+15550000001"),
        ("", ""),
        (1234567, 1),
        (0.5, 1.0),
        (True, False),
        (None, None),
        (["a", "b", "a"], ["masked-1", "masked-2", "masked-1"]),
        (
            {"first": "a", "last": {"name": "b"}},
            {"first": "masked-1", "last": {"name": "masked-2"}},
        ),
    ],
)
def test_a_placeholder_has_the_type_and_form_of_what_it_hides(value, placeholder):
    [found] = hidden(Masks(["x"]), [{"x": value, "y": "stays"}])

    assert found == {"x": placeholder, "y": "stays"}
    assert type(found["x"]) is type(placeholder)


def test_what_is_the_same_stays_the_same_and_what_differs_differs():
    attributes = [{"a": "x", "b": 1}, {"a": "y", "b": True}, {"a": "x", "b": 1}]

    assert hidden(Masks(["a", "b"]), attributes) == [
        {"a": "masked-1", "b": 1}, {"a": "masked-2", "b": False}, {"a": "masked-1", "b": 1},
    ]  # fmt: skip


def test_a_dot_leads_inside_also_through_lists():
    attributes = [{"contact": {"phone": "1", "kind": "x"}}, {"contact": [{"phone": "2"}]}]

    assert hidden(Masks(["contact.phone"]), attributes) == [
        {"contact": {"phone": "masked-1", "kind": "x"}}, {"contact": [{"phone": "masked-2"}]},
    ]  # fmt: skip


def test_a_name_with_a_dot_in_it_is_hidden_too():
    assert hidden(Masks(["a.b"]), [{"a.b": "x"}]) == [{"a.b": "masked-1"}]


def test_a_mask_that_hides_nothing_is_told_of():
    masks = Masks(["phnoe"])

    hidden(masks, [{"phone": "x"}])

    assert masks.warnings() == ["no worker has the attribute phnoe, which is to be masked"]


ROUTING = """\
task_queues:
- {friendly_name: A, target_workers: skills HAS "en" AND team.name == "x"}
workflows:
- friendly_name: Main
  configuration:
    task_routing:
      filters:
      - expression: secret == 1
        targets:
        - queue: A
          expression: worker.level > task.secret
          order_by: worker.rank DESC
          skip_if: worker.busy == 1
"""


def test_all_can_be_hidden_but_what_routing_reads():
    attributes = [
        {
            "skills": ["en"], "team": {"name": "x", "lead": "bob"}, "level": 2, "rank": 3,
            "busy": 1, "secret": "s", "teams": ["t"], "flag": True,
        }
    ]  # fmt: skip

    assert hidden(Masks(everything=True), attributes, ROUTING) == [
        {
            "skills": ["en"], "team": {"name": "x", "lead": "masked-1"}, "level": 2, "rank": 3,
            "busy": 1, "secret": "masked-2", "teams": ["masked-3"], "flag": False,
        }
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["skills", "team", "team.name", "level", "rank"])
def test_hiding_what_routing_reads_is_told_of(name):
    masks = Masks([name])

    hidden(masks, [{"skills": ["en"], "team": {"name": "x"}, "level": 2, "rank": 3}], ROUTING)

    assert masks.warnings() == [
        f"routing reads the attribute {name}, masked here: it may choose others"
    ]


def test_names_of_workers_can_be_hidden():
    [row] = export([Masks(names=True).hide(held([{}, {}]))]).document["workspaces"]

    assert [one["friendly_name"] for one in row["workers"]] == ["masked-1", "masked-2"]


@pytest.mark.parametrize(
    "target", ['{queue: A, expression: worker.friendly_name == "x"}',
               "{queue: A, known_worker_friendly_name: task.agent}"],
)  # fmt: skip
def test_hiding_names_that_routing_reads_is_told_of(target):
    masks = Masks(names=True)
    filters = f"[{{expression: 1 == 1, targets: [{target}]}}]"

    masks.hide(
        held(
            [{}],
            "task_queues: [friendly_name: A]\nworkflows:\n- friendly_name: Main\n"
            f"  configuration: {{task_routing: {{filters: {filters}}}}}",
        )
    )

    assert masks.warnings() == [
        "routing reads the names of workers, masked here: it may choose others"
    ]


def test_what_can_not_be_read_is_no_reason_to_fail():
    odd = held([{"a": "x"}], ROUTING)
    odd.collections["task_queues"][0]["target_workers"] = "languages ~ en"
    odd.collections["workflows"][0]["configuration"] = None
    odd.collections["workers"][0]["attributes"] = None

    assert Masks(["a"], everything=True, names=True).hide(odd).collections["workers"]


def test_attributes_at_their_limit_can_be_hidden_in_part():
    attributes = {"phone": "x" * 20, "list": ["é"] * 1000 + [1] * 20}
    text = json.dumps(attributes, ensure_ascii=False, separators=(",", ":"))
    full = held([{}])
    full.collections["workers"][0]["attributes"] = text

    found = export([Masks(["phone"]).hide(full)])

    [row] = found.document["workspaces"]
    assert len(text) > 4000
    assert row["workers"][0]["attributes"] == {**attributes, "phone": "masked-1"}
    assert found.remarks == []


def test_half_an_emoji_is_no_reason_to_fail():
    odd = held([{}])
    odd.collections["workers"][0]["attributes"] = '{"a": "x", "b": "\\ud83d"}'

    [row] = export([Masks(["a"]).hide(odd)]).document["workspaces"]

    assert row["workers"][0]["attributes"] == '{"a":"masked-1","b":"\\ud83d"}'


@pytest.mark.parametrize(
    "value",
    ["+14151234567", "client:+14151234567", "(555) 123-4567", "555 123 4567", "15551234567",
     "alice@example.org", "sip:alice@example.org", ["x", "alice@example.org"]],
)  # fmt: skip
def test_what_looks_personal_is_pointed_at(value):
    found = suspicions([held([{"contact": {"uri": value}}, {"contact": {"uri": value}}, {}])])

    assert found == [
        "contact.uri: looks like a phone number or an e-mail address for 2 workers; "
        "--mask contact.uri hides it"
    ]


@pytest.mark.parametrize(
    "value", ["client:alice", "2026-01-01", "12:30", "level 3", "WK" + "1" * 32, "1.5", 15551234567]
)
def test_what_does_not_look_personal_is_left_alone(value):
    assert suspicions([held([{"x": value}])]) == []


@pytest.mark.parametrize(
    "value", ["+1 415 123 4567", "alice@example.org", "sip:alice@example.org", "client:alice"]
)
def test_what_was_hidden_keeps_its_form_and_so_may_look_personal_still(value):
    """But nobody is warned of it."""
    masks = Masks(["contact"])

    assert suspicions([masks.hide(held([{"contact": value}]))]) == []


def test_names_that_look_personal_are_pointed_at():
    found = held([{}, {}])
    found.collections["workers"][1]["friendly_name"] = "alice@example.org"

    assert suspicions([found]) == [
        "1 workers are named by phone number or e-mail; --mask-names hides it"
    ]


def test_credentials_in_urls_are_pointed_at():
    more = "event_callback_url: https://me:secret@example.com/\n" + ROUTING.replace(
        "- friendly_name: Main",
        "- friendly_name: Main\n  assignment_callback_url: https://me:secret@example.com/",
    )

    assert suspicions([held([], more)]) == [
        "event_callback_url of workspace Here has credentials in it",
        "assignment_callback_url of workflow Main has credentials in it",
    ]
