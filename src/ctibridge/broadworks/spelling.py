"""Numbers between the platform and us as the rules of a provider write them: in reports, commands and answers.

A party keeps the number that the platform tells: by it lines are recognised and parties told apart. What clients are
to see stands beside it (decision 22).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ctibridge.model import commands as k
from ctibridge.model import reports as r
from ctibridge.model.parties import Party, Redirection
from ctibridge.numbering.numbers import Numbers, Rewrite
from ctibridge.numbering.settings import NumberSettings

_Dialling = k.MakeCall | k.ConsultationCall | k.SingleStepTransferCall | k.DeflectCall | k.ParkCall | k.SetForwarding


class Spelling:
    """How the numbers of one provider are written.

    Args:
        settings: Its rules.
    """

    def __init__(self, settings: NumberSettings) -> None:
        self._numbers = Numbers(settings)

    def before(self, report: Callable[[r.Report], None]) -> Callable[[r.Report], None]:
        """The same, but what it takes has gone through the rules; itself when there are none."""
        return (lambda item: report(self.reported(item))) if self._numbers.are_changed else report

    def reported(self, report: r.Report) -> r.Report:
        """The report, with numbers as clients are to see them."""
        match report:
            case r.CallReported():
                facts = self._facts(report.facts)
                return replace(report, facts=facts) if facts is not report.facts else report
            case r.CallsRedirected():
                return replace(report, facts=tuple(map(self._facts, report.facts)))
            case r.LineReported() if report.calls:
                return replace(report, calls=tuple(map(self._facts, report.calls)))
            case r.ParkReported(party=Party() as party):
                return replace(report, party=_shown(party, self._numbers.incoming))
            case r.ForwardingReported():
                return replace(report, forwarding=self._forwarding(report.forwarding))
            case _:
                return report

    def dialled(self, command: k.Command) -> k.Command:
        """The command, with what is dialled as the platform wants it."""
        if isinstance(command, k.DirectedPickupCall):
            return replace(command, at=self._numbers.dialled(command.at))
        if isinstance(command, _Dialling) and command.to is not None:
            return replace(command, to=self._numbers.dialled(command.to))
        return command

    def answered(self, result: k.Result) -> k.Result:
        """The answer to a command, with numbers as clients are to see them."""
        if not isinstance(result, k.Forwardings):
            return result
        return k.Forwardings(tuple(map(self._forwarding, result.forwardings)))

    def _facts(self, facts: r.CallFacts) -> r.CallFacts:
        rewrite, redirect = self._numbers.outgoing if facts.outgoing else self._numbers.incoming, facts.redirect
        far = _shown(facts.far, rewrite)
        if far is facts.far and redirect is None and not facts.redirections and facts.recall_from is None:
            return facts
        return replace(
            facts,
            far=far,
            redirections=tuple(_redirection(item, rewrite) for item in facts.redirections),
            # Wherever a call is sent to, it goes out.
            redirect=replace(redirect, to=_shown(redirect.to, self._numbers.outgoing)) if redirect else None,
            recall_from=_shown(facts.recall_from, rewrite) if facts.recall_from is not None else None,
        )

    def _forwarding(self, forwarding: r.ForwardingState) -> r.ForwardingState:
        shown = self._numbers.outgoing(forwarding.to) if forwarding.to else None
        return replace(forwarding, shown=shown) if shown != forwarding.to else forwarding


def _shown(party: Party, rewrite: Rewrite) -> Party:
    if not party.number:
        return party
    shown = rewrite(party.number)
    return replace(party, shown=shown) if shown != party.number else party


def _redirection(redirection: Redirection, rewrite: Rewrite) -> Redirection:
    return replace(redirection, party=_shown(redirection.party, rewrite))
