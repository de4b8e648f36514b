"""Documents written otherwise say the same."""

import pytest

from ctibridge.sim.disguises import NEWS, disguised
from ctibridge.sim.knobs import Faults
from ctibridge.wire.markup.reader import Unknown
from ctibridge.wire.xsi import calls as c
from ctibridge.wire.xsi import events as e
from ctibridge.wire.xsi.documents import decode, encode
from tests.unit.sim.test_badgerfish import CALL


def event(data):
    return e.SubscriptionEvent(
        event_id="1", sequence_number=1, user_id="u", external_application_id="a", subscription_id="s", event_data=data
    )


FAULTS = ["odd_white_space", "unknown_elements", "other_prefixes", "pretty_documents"]


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("document", [event(e.CallAnsweredEvent(call=CALL)), CALL, c.Calls()])
def test_a_disguised_document_says_the_same(fault, document):
    plain = encode(document, declaration=False)
    other = disguised(plain, Faults(**{fault: True}))
    assert document == decode(other)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_disguise_is_one(fault):
    plain = encode(event(e.CallAnsweredEvent(call=CALL)), declaration=False)
    assert plain != disguised(plain, Faults(**{fault: True}))


def test_other_prefixes_are_others():
    other = disguised(encode(event(e.CallAnsweredEvent(call=CALL)), declaration=False), Faults(other_prefixes=True))
    assert other.startswith(b"<b:Event xmlns:b=")
    assert b"xsi1" not in other


def test_news_becomes_an_event_that_nobody_knows():
    document = decode(disguised(encode(event(NEWS), declaration=False), Faults(unknown_events=True)))
    assert isinstance(document, e.SubscriptionEvent)
    assert Unknown("FutureEvent") == document.event_data
