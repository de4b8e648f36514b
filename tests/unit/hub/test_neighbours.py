"""Numbers in the public network that are lines of ours."""

from __future__ import annotations

from ctibridge.hub.neighbours import recognised
from ctibridge.model import reports as r
from ctibridge.model.ids import ConnectionId, EventId, LineId, TrackingId
from ctibridge.model.parties import Cause, Party, Redirection
from ctibridge.model.states import ConnectionState as S

LINES = {"+493023125301": LineId("irma"), "103": LineId("carla")}
IRMA = Party(number="+493023125301", name="Irma", external=True)
KNOWN = Party(LineId("irma"), "+493023125301", "Irma", external=True)
CUSTOMER = Party(number="+493023125900", external=True)


def facts(far=CUSTOMER, **more):
    return r.CallFacts(ConnectionId("h"), TrackingId("1:1"), S.CONNECTED, S.CONNECTED, outgoing=True, far=far, **more)


def reported(item):
    return r.CallReported(LineId("anna"), EventId("e"), r.Occasion.PROGRESS, item)


def test_the_other_party_becomes_the_line_that_has_the_number():
    assert reported(facts(KNOWN)) == recognised(reported(facts(IRMA)), LINES.get)


def test_where_a_call_was_before_and_where_it_goes_too():
    told = facts(
        redirections=(Redirection(IRMA, Cause.TRANSFER),), redirect=r.Redirect(Party(number="103"), Cause.PARK)
    )
    known = facts(
        redirections=(Redirection(KNOWN, Cause.TRANSFER),),
        redirect=r.Redirect(Party(LineId("carla"), "103"), Cause.PARK),
    )
    both = r.CallsRedirected(LineId("anna"), None, (told, facts(IRMA)))
    assert r.CallsRedirected(LineId("anna"), None, (known, facts(KNOWN))) == recognised(both, LINES.get)


def test_a_full_state_is_looked_through_as_well():
    line = LineId("anna")
    assert r.LineReported(line, None, (facts(KNOWN),)) == recognised(
        r.LineReported(line, None, (facts(IRMA),)), LINES.get
    )


def test_what_nobody_of_ours_has_stays_as_it_is():
    for report in (reported(facts()), reported(facts(Party(number="103"))), r.LineUp(LineId("anna"))):
        assert report is recognised(report, LINES.get)
