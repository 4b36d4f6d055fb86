"""Which rule a request is for."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from flask import Request
from werkzeug.routing import Map, MapAdapter, Rule

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


class Routes(MapAdapter):
    """The routes as Flask asks for them.

    By path and method alone: Flask's own looks at the host first, which takes as long again.
    """

    def __init__(self, routes: Map, request: Request) -> None:
        super().__init__(routes, "", "/", "", "http", request.path, request.method)

    def match(self, *args: Any, **kwargs: Any) -> Any:
        if kwargs == {"return_rule": True}:
            find = known_route if len(self.path_info) <= LONGEST_KEPT else find_route
            return find(self.map, self.path_info, self.default_method)
        # What methods a path has, which Flask asks for an OPTIONS.
        return super().match(*args, **kwargs)
