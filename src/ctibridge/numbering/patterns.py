"""Regular expressions that end in time, whatever number comes.

Numbers come from strangers, and the engine of `re` goes back and forth: `(\\d+)+x` takes longer than anybody waits. So
numbers are bounded in length, and of each pattern it is counted beforehand in how many ways it can be gone through.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterable
from re import _constants as op  # type: ignore[attr-defined]  # no other way to read a pattern as `re` reads it
from re import _parser as parser  # type: ignore[attr-defined]  # the same
from typing import Any

LONGEST = 64  # characters; E.164 has 15 digits, the rest is for SIP addresses
MOST_WAYS = 5_000  # two repetitions without limit; 16 ms at worst in 30,000 random patterns, once for each number

_TOO_SLOW = (
    "can take too long on some number: limit repetitions ({1,6} instead of +), "
    "write [12] instead of (1|2), and repeat nothing that itself repeats"
)


def compiled(text: str) -> re.Pattern[str]:
    """The pattern.

    Raises:
        ValueError: it is none, or not one that ends in time; says which.
    """
    try:
        with warnings.catch_warnings(action="error"):  # what a later Python would read in another way
            pattern = re.compile(text, re.ASCII)  # \d is 0-9
            ways = _ways(parser.parse(text, re.ASCII))
    except (re.error, Warning) as exc:
        raise ValueError(f"is not a regular expression: {exc}") from exc
    except (RecursionError, OverflowError):
        raise ValueError("is nested too deeply or counts too far") from None
    if ways > MOST_WAYS:
        raise ValueError(_TOO_SLOW)
    return pattern


def check_template(pattern: re.Pattern[str], replace: str) -> None:
    """Whether `replace` names only groups that the pattern has.

    Raises:
        ValueError: it does not.
    """
    try:
        pattern.sub(replace, "")
    except (re.error, IndexError) as exc:
        raise ValueError(f"cannot be put in: {exc}") from exc


def _ways(parsed: Iterable[tuple[Any, Any]]) -> int:
    """In how many ways the parts, one after the other, can fit; stops counting when it is too many."""
    ways = 1
    for kind, argument in parsed:
        count = _COUNTS.get(kind)
        if count is not None:
            ways *= count(argument)
        if ways > MOST_WAYS:
            break
    return ways


def _repeated(argument: Any) -> int:
    least, most, body = argument
    most, each = min(int(most), LONGEST), _ways(body)
    if each == 1:
        return max(1, most - int(least) + 1)
    ways = 0
    for times in range(int(least), most + 1):
        ways += each**times
        if ways > MOST_WAYS:
            break
    return max(1, ways)


_COUNTS: dict[Any, Callable[[Any], int]] = {
    op.BRANCH: lambda argument: sum(_ways(each) for each in argument[1]),
    op.SUBPATTERN: lambda argument: _ways(argument[3]),
    op.MAX_REPEAT: _repeated,
    op.MIN_REPEAT: _repeated,
    op.POSSESSIVE_REPEAT: _repeated,
    op.ATOMIC_GROUP: _ways,
    op.ASSERT: lambda argument: _ways(argument[1]),
    op.ASSERT_NOT: lambda argument: _ways(argument[1]),
    op.GROUPREF_EXISTS: lambda argument: _ways(argument[1]) + _ways(argument[2] or ()),
}
"""How often each part can fit; what is not here fits in one way."""
