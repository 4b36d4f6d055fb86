import pytest

from mocktr.core.instructions.instruction import INSTRUCTIONS, Instruction, by_name
from mocktr.core.instructions.parameters import PARAMETERS, Parameter


@pytest.mark.parametrize(
    "wrong",
    [
        {"required": ("supervisor", "call_url")},
        {"dialled": "call_from"},
        {"only_if": "call_accept"},
        {"post_work": "post_work_activity_sid"},
        {"failed": 1},
        {"no_call": 1},
        {"late": 1},
        {"late_when_gone": 1},
    ],
)
def test_an_entry_that_names_what_is_not_there_cannot_be_made(wrong):
    with pytest.raises(LookupError, match=r"supervise: no such parameter or alert: \{.*\}"):
        Instruction(**{"name": "supervise", "late": 40146, **wrong})


@pytest.mark.parametrize("code", ["alert", "missing"])
def test_a_row_whose_alert_is_unknown_makes_no_entry(monkeypatch, code):
    row = Parameter(PARAMETERS["supervise"]["supervisor"].kind, **{code: 1})
    monkeypatch.setitem(PARAMETERS, "supervise", {"supervisor": row})

    with pytest.raises(LookupError, match=r"supervise: no such parameter or alert: \{1\}"):
        Instruction(name="supervise", late=40146)


def test_an_entry_without_rows_of_parameters_cannot_be_made():
    with pytest.raises(LookupError, match="dance"):
        Instruction(name="dance", late=40146)


def test_rows_of_parameters_without_an_entry_are_refused():
    entries = [entry for name, entry in INSTRUCTIONS.items() if name != "redirect"]

    with pytest.raises(LookupError, match=r"no entry for \{'redirect'\}"):
        by_name(*entries)
