"""Services as private data: what is written is valid and read again, nonsense is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctibridge.errors import InvalidValue
from ctibridge.wire.csta import line_services as w
from ctibridge.wire.csta.editions import Edition
from ctibridge.wire.csta.events import PrivateEvent
from ctibridge.wire.csta.features import Escape
from ctibridge.wire.csta.messages import decode, encode
from ctibridge.wire.csta.types import CSTAPrivateData, DeviceID, private_data
from ctibridge.wire.markup.binding import Tree
from tests.private_schema import PrivateSchema

D = DeviceID("101")
TEXT = st.text(st.characters(min_codepoint=33, max_codepoint=0x2FF, exclude_categories=["C", "Z"]), min_size=1)
PLACES = st.builds(w.Place, TEXT, st.booleans(), st.none() | TEXT)
COUNT = st.integers(0, 10**6)
SERVICE = st.builds(
    w.LineService,
    st.sampled_from(w.SERVICES),
    available=st.booleans(),
    active=st.none() | st.booleans(),
    to=st.none() | TEXT,
    ring_count=st.none() | COUNT,
    locations=st.lists(PLACES, max_size=3).map(tuple),
    messages=st.just(()) | st.tuples(COUNT, COUNT, COUNT, COUNT),
    unknown=st.none() | TEXT,
)


def over_the_wire(data: CSTAPrivateData) -> CSTAPrivateData:
    payload = encode(PrivateEvent(monitor_cross_ref_id="1", private_data=data), Edition.ED5)
    assert [] == PrivateSchema().faults(payload)
    event, _ = decode(payload)
    assert isinstance(event, PrivateEvent)
    return event.private_data


@given(st.lists(SERVICE, max_size=4).map(tuple))
def test_services_as_they_are(items):
    assert items == w.services_from_private(over_the_wire(private_data(w.services(D, items))))


@given(SERVICE)
def test_a_service_as_it_shall_be(item):
    assert w.SetService(D, item) == w.wish_from_private(over_the_wire(private_data(w.set_service(D, item))))


@pytest.mark.parametrize("names", [("remoteOffice",), ("voiceMail", "anywhere")])
def test_the_question_for_services(names):
    assert w.GetServices(D, names) == w.wish_from_private(over_the_wire(private_data(w.get_services(D, names))))


def test_without_names_all_services_are_meant():
    assert w.GetServices(D, w.SERVICES) == w.wish_from_private(private_data(w.get_services(D)))


def test_the_wish_for_events_of_services():
    assert w.wants_services(over_the_wire(private_data(w.tell_services())))
    assert not w.wants_services(private_data(w.get_services(D)))
    assert not w.wants_services(None)


def test_private_data_of_others_asks_for_nothing():
    others = (Tree("{urn:v}getServices"), Tree("getServices"))
    assert None is w.wish_from_private(private_data(*others))
    assert () == w.services_from_private(private_data(Tree("{urn:v}services")))
    assert None is w.wish_from_private(CSTAPrivateData(string="CAFE"))


def test_services_that_we_do_not_know_are_passed_over():
    known = w.LineService("remoteOffice", active=True)
    tree = w.services(D, (known,))
    more = Tree(tree.name, children=(*tree.children, Tree(f"{{{w.PRIVATE_NAMESPACE}}}teleportation")))
    assert (known,) == w.services_from_private(private_data(more))


@pytest.mark.parametrize(
    "inside",
    [
        "<getServices/>",
        "<getServices><device> </device></getServices>",
        "<getServices><device>101</device><service>fax</service></getServices>",
        "<setService><device>101</device></setService>",
        "<setService><device>101</device><remoteOffice/><callWaiting/></setService>",
        "<setService><device>101</device><fax/></setService>",
        "<setService><device>101</device><remoteOffice><active>yes</active></remoteOffice></setService>",
        "<setService><device>101</device><forwardingNoAnswer><ringCount>-1</ringCount></forwardingNoAnswer></setService>",
    ],
)
def test_nonsense_is_refused(inside):
    name, _, rest = inside[1:].partition(">")
    empty = name.endswith("/")
    own = f'<{name.rstrip("/")} xmlns="{w.PRIVATE_NAMESPACE}"{"/" if empty else ""}>{rest}'
    document = f'<Escape xmlns="{Edition.ED5.namespace}"><privateData><private>{own}</private></privateData></Escape>'
    request, _ = decode(document.encode())
    assert isinstance(request, Escape)
    with pytest.raises(InvalidValue):
        w.wish_from_private(request.private_data)
