"""From a method and a path to the function that answers: a table, matched without regard to case (xsi.md 4)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from ctibridge.errors import NotSupported, Rejected

H = TypeVar("H")


@dataclass(frozen=True, slots=True)
class _Route(Generic[H]):
    segments: tuple[str, ...]
    handlers: dict[str, H]

    def match(self, path: tuple[str, ...]) -> dict[str, str] | None:
        """The variable segments of a path by name; None when it is another path."""
        found: dict[str, str] = {}
        for pattern, segment in zip(self.segments, path, strict=True):
            if pattern.startswith("{"):
                found[pattern[1:-1]] = segment
            elif pattern != segment.lower():
                return None
        return found


class Routes(Generic[H]):
    """A table of `METHOD path/with/{variables}` and handlers; what is spelled out wins over variables."""

    def __init__(self, rows: Iterable[tuple[str, str, H]]) -> None:
        handlers: dict[tuple[str, ...], dict[str, H]] = {}
        for method, path, handler in rows:
            handlers.setdefault(tuple(path.split("/")), {})[method] = handler
        self._routes: dict[int, list[_Route[H]]] = {}
        for segments in sorted(handlers, key=_variables):
            self._routes.setdefault(len(segments), []).append(_Route(segments, handlers[segments]))

    def find(self, method: str, path: tuple[str, ...]) -> tuple[H, dict[str, str]]:
        """The handler and the variables of the path.

        Raises:
            Rejected: 404, no such path.
            NotSupported: the path is there, but not for this method.
        """
        for route in self._routes.get(len(path), ()):
            variables = route.match(path)
            if variables is not None:
                handler = route.handlers.get(method)
                if handler is None:
                    raise NotSupported(f"{method} is not possible there")
                return handler, variables
        raise Rejected(404, f"nothing is called {'/'.join(path)}")


def _variables(segments: tuple[str, ...]) -> tuple[bool, ...]:
    return tuple(segment.startswith("{") for segment in segments)
