"""Which rule a request is for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from flask import Request
from werkzeug.routing import Map, Rule

LONGEST_KEPT = 300
"""Characters; a path of four SIDs has some 200, and what is kept must have a bound."""

Route = tuple[Rule, Mapping[str, Any]]
"""The rule of a path, and the SIDs in it."""


def find_route(routes: Map, path: str, method: str) -> Route:
    """The route of a path; raises HTTPException."""
    rule, sids = routes.bind("").match(path, method, return_rule=True)
    return rule, MappingProxyType(sids)


# A test asks the same paths again and again, and to find a route takes a third of a fetch.
known_route = lru_cache(maxsize=1024)(find_route)


class Routes:
    """The routes as Flask asks for them.

    By path and method alone: Flask's own looks at the host first, which takes as long again.
    """

    def __init__(self, routes: Map, request: Request) -> None:
        self.map = routes
        self.path, self.method = request.path, request.method

    def match(self, return_rule: bool = True) -> Route:
        """The route of the request; raises HTTPException."""
        find = known_route if len(self.path) <= LONGEST_KEPT else find_route
        return find(self.map, self.path, self.method)

    def allowed_methods(self) -> Iterable[str]:
        """What methods the path has, for an OPTIONS."""
        return self.map.bind("").allowed_methods(self.path)
