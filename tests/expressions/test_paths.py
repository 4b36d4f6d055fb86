"""References find their values in scopes of many kinds."""

from collections import ChainMap, UserDict

import pytest

from mocktr.expressions import reference


class Lazy:
    """Not even a Mapping: it can only look up a key, and remembers which."""

    def __init__(self, **values):
        self.values = values
        self.asked = []

    def get(self, key):
        self.asked.append(key)
        return self.values.get(key)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("a", {"b": {"c": [1, {"d": 2}]}}),
        ("a.b", {"c": [1, {"d": 2}]}),
        ("a.b.c", [1, {"d": 2}]),
        ("a.b.c[0]", 1),
        ("a.b.c[1].d", 2),
        ("a.b.c[2]", None),
        ("a.b.c[1].e", None),
        ("a.b.c.d", None),
        ("a[0]", None),
        ("a.x", None),
        ("a.x.y", None),
        ("a.x.y.z", None),
        ("x", None),
        ("x.y", None),
        ("x[0]", None),
        ("x.y.z", None),
    ],
)
@pytest.mark.parametrize("kind", [dict, UserDict, ChainMap], ids=lambda kind: kind.__name__)
def test_a_path_is_followed_through_mappings_of_any_kind(kind, path, value):
    inner = {"c": (1, {"d": 2})} if kind is ChainMap else {"c": [1, {"d": 2}]}
    scope = kind({"a": kind({"b": kind(inner)})})

    found = reference(path).resolve(scope)

    assert plain(found) == value


def plain(value):
    if hasattr(value, "items"):
        return {key: plain(item) for key, item in value.items()}
    return list(map(plain, value)) if isinstance(value, (list, tuple)) else value


def test_a_scope_needs_nothing_but_get_and_is_asked_only_for_what_is_used():
    inner, unused = Lazy(sid="WK1"), Lazy()
    scope = Lazy(worker=inner, task=unused)

    assert reference("worker.sid").resolve(scope) == "WK1"
    assert reference("worker.sid.deeper").resolve(scope) is None
    assert scope.asked == ["worker", "worker"]
    assert inner.asked == ["sid", "sid"]


def test_an_error_in_a_lazy_scope_is_not_hidden():
    class Broken:
        def get(self, key):
            raise AttributeError(key)

    for path in ("a", "a.b", "a.b.c"):
        with pytest.raises(AttributeError, match="a"):
            reference(path).resolve(Broken())


def test_a_path_may_have_thousands_of_steps():
    scope = {}
    for _ in range(5000):
        scope = {"a": scope}

    assert reference(".".join("a" * 5000)).resolve(scope) == {}
    assert reference(".".join("a" * 5001)).resolve(scope) is None
