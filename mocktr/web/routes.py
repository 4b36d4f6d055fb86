"""Which rule a request is for."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from flask import Request
from werkzeug.routing import Map, MapAdapter, Rule


@lru_cache(maxsize=1024)
def find_route(routes: Map, path: str, method: str) -> tuple[Rule, Mapping[str, Any]]:
    """The rule of a path and its SIDs; raises HTTPException.

    A test asks the same paths again and again, and to find a route takes a third of a fetch.
    """
    return routes.bind("").match(path, method, return_rule=True)


class Routes(MapAdapter):
    """The routes as Flask asks for them.

    By path and method alone: Flask's own looks at the host first, which takes as long again.
    """

    def __init__(self, routes: Map, request: Request) -> None:
        super().__init__(routes, "", "/", "", "http", request.path, request.method)

    def match(self, *args: Any, **kwargs: Any) -> Any:
        if kwargs == {"return_rule": True}:
            return find_route(self.map, self.path_info, self.default_method)
        # What methods a path has, which Flask asks for an OPTIONS.
        return super().match(*args, **kwargs)
