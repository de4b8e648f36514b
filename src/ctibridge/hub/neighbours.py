"""Lines of ours that a platform shows to each other as numbers in the public network, as between two enterprises.

A device has one name in a call, whoever's half speaks of it; so such a number becomes the line that has it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ctibridge.model import reports as r
from ctibridge.model.ids import LineId
from ctibridge.model.parties import Party

Lookup = Callable[[str], LineId | None]


def recognised(report: r.LineReport, of_number: Lookup) -> r.LineReport:
    """The same report, with the lines that `of_number` knows."""
    match report:
        case r.CallReported():
            facts = _in_call(report.facts, of_number)
            return report if facts is report.facts else replace(report, facts=facts)
        case r.CallsRedirected():
            return replace(report, facts=tuple(_in_call(item, of_number) for item in report.facts))
        case r.LineReported() if report.calls:
            return replace(report, calls=tuple(_in_call(item, of_number) for item in report.calls))
        case _:
            return report


def _in_call(facts: r.CallFacts, of_number: Lookup) -> r.CallFacts:
    far, redirect = _party(facts.far, of_number), facts.redirect
    if redirect is not None:
        redirect = replace(redirect, to=_named(redirect.to, of_number))
    redirections = facts.redirections
    if any(item.party.external for item in redirections):
        redirections = tuple(replace(item, party=_party(item.party, of_number)) for item in redirections)
    if far is facts.far and redirect is facts.redirect and redirections is facts.redirections:
        return facts
    return replace(facts, far=far, redirect=redirect, redirections=redirections)


def _party(party: Party, of_number: Lookup) -> Party:
    return _named(party, of_number) if party.external else party


def _named(party: Party, of_number: Lookup) -> Party:
    line = of_number(party.number) if party.line is None and party.number is not None else None
    return replace(party, line=line) if line is not None else party
