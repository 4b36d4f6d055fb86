"""Which entry caused an event."""

from mocktr.journal import Causes, RequestEntry


def request(number, before=0, after=0):
    return RequestEntry("POST", "/v1/Workspaces", "AC1", number, before=before, after=after)


def test_an_event_was_caused_by_the_entry_in_whose_stretch_it_is():
    causes = Causes([request(1, 0, 3), request(2), request(3, 3, 3), request(4, 5, 6)])

    assert [causes.of(number) for number in range(1, 8)] == [1, 1, 1, None, None, 4, None]


def test_what_tells_of_no_event_has_no_cause():
    assert Causes([request(1, 0, 3)]).of(None) is None


def test_an_answer_may_have_its_effect_after_later_requests():
    causes = Causes([request(1, 3, 4), request(2, 0, 3)])

    assert [causes.of(number) for number in (1, 4)] == [2, 1]
