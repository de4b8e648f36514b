"""Names that are asked for in DNS and what follows from the answers, told from the code and from the tests' cases."""

from __future__ import annotations

from scripts.pages.blocks import Part, code, table
from tests.unit.broadworks.srv_cases import CASES, CONFIGURED, Case, short

from ctibridge.broadworks.backoff import Backoff
from ctibridge.broadworks.connections import Connection
from ctibridge.broadworks.discovery import NEVER_S, Discovery, Plan, questions

HOST = "HOST"


def _connections(_old: str) -> str:
    rows = [
        (code(f"{item}://"), str(item.port), "yes" if item.is_tls else "no", _names(item, extra=False), _names(item))
        for item in Connection
    ]
    return table(("connection", "usual port", "encrypted", "names", "extra names"), rows)


def _names(connection: Connection, *, extra: bool = True) -> str:
    asked = (question.name for question in questions(connection, HOST) if question.is_extra is extra)
    return ", ".join(map(code, asked))


def _cases(_old: str) -> str:
    heading = ("DNS says", "tried, in this order", "because of", "asked again")
    return table(heading, [(_upper(case.what), *_outcome(case)) for case in CASES])


def _outcome(case: Case) -> tuple[str, str, str]:
    """What the code makes of a case; one pause after failures stands for all."""
    discovery = Discovery(CONFIGURED, lambda _: 0, Backoff(lambda: 1.0))
    discovery._good = case.last  # noqa: SLF001  what an earlier look-up has left
    plan = discovery.take(case.by_question, now=0.0)
    return ", ".join(map(short, plan.targets)) or "nothing", str(plan.basis), _again(plan, discovery.due)


def _again(plan: Plan, due: float) -> str:
    if plan.problem is not None:
        return "with back-off"
    return "never" if due == NEVER_S else f"after {due:g} s"


def _upper(text: str) -> str:
    return text[0].upper() + text[1:]


PARTS: dict[str, Part] = {"dns-connections": _connections, "dns-cases": _cases}
