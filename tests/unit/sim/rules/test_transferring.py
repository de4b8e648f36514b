"""Calls are transferred: blind, after consultation, deflected, and back again."""

import pytest

from ctibridge.errors import InvalidDestination, UnknownCall, WrongState
from ctibridge.sim.rules import clearing, dialling, holding, ringing, transferring
from ctibridge.wire.xsi import events as e
from ctibridge.wire.xsi.calls import CallState
from ctibridge.wire.xsi.services import CallForwardingNoAnswer, CallWaiting
from tests.unit.sim.bench import ANNA, BERT, CARLA, CUSTOMER, EMIL, ZOE, far, outside


def last(bench, user, kind):
    return next(data for data in reversed(bench.events(user)) if isinstance(data, kind))


def test_the_target_of_a_blind_transfer_learns_who_sent_the_call(bench):
    half, _ = bench.talk(ANNA, BERT)
    transferring.blind(bench.x, half, "103")
    call = last(bench, CARLA, e.CallReceivedEvent).call
    (redirection,) = call.redirections
    assert (ANNA.user_id, "transfer", 1) == (redirection.party.user_id, redirection.reason, redirection.counter)
    assert BERT.user_id == call.remote_party.user_id


def test_an_answered_call_shows_no_redirections_any_more(bench):
    half, _ = bench.talk(ANNA, BERT)
    transferring.blind(bench.x, half, "103")
    ringing.answer(bench.x, bench.x.calls(CARLA)[0])
    assert () == last(bench, CARLA, e.CallAnsweredEvent).call.redirections


def test_a_blind_transfer_keeps_the_tracking_id_and_the_first_answer(bench):
    half, other = bench.talk(ANNA, BERT)
    tracking, answered = other.tracking, other.answered
    bench.wait(10)
    transferring.blind(bench.x, half, "103")
    transferred = last(bench, BERT, e.CallTransferredEvent).call
    assert ("Alerting", "Originator", CARLA.user_id, tracking) == (
        transferred.state, transferred.personality, transferred.remote_party.user_id, transferred.ext_tracking_id,
    )  # fmt: skip
    bench.wait(3)
    ringing.answer(bench.x, bench.x.calls(CARLA)[0])
    again = last(bench, BERT, e.CallAnsweredEvent).call
    assert (answered, tracking) == (again.answer_time, again.ext_tracking_id)
    assert last(bench, CARLA, e.CallAnsweredEvent).call.answer_time == answered + 13_000


def test_a_held_call_can_be_transferred_too(bench):
    half, _ = bench.talk(ANNA, BERT)
    holding.hold(bench.x, half)
    transferring.blind(bench.x, half, "103")
    assert ["Held Held bert", "Redirected [Detached transfer]", "Released local bert", "On-Hook"] == bench.take(ANNA)
    assert ["Held Remote Held anna", "Transferred Alerting carla"] == bench.take(BERT)


def test_the_details_of_a_transferred_call_are_there_for_who_asks_for_detached_ones(bench):
    half, other = bench.talk(ANNA, BERT)
    transferring.blind(bench.x, half, "103")
    with pytest.raises(UnknownCall):
        bench.x.half(ANNA, half.call_id)
    assert CallState.DETACHED is bench.x.half(ANNA, half.call_id, detached=True).state
    clearing.hang_up(bench.x, other)
    with pytest.raises(UnknownCall):
        bench.x.half(ANNA, half.call_id, detached=True)


def test_another_enterprise_is_not_told_that_it_was_transferred(bench):
    half, other = bench.talk(ANNA, ZOE)
    transferring.blind(bench.x, half, "103")
    ringing.answer(bench.x, bench.x.calls(CARLA)[0])
    assert [] == bench.take(ZOE)
    clearing.hang_up(bench.x, other)
    assert bench.idle()


@pytest.mark.parametrize("why", ["busy", "unknown", "no answer"])
def test_a_transfer_that_fails_comes_back_to_who_made_it(bench, why):
    half, other = bench.talk(ANNA, BERT)
    old = half.call_id
    if why == "busy":
        bench.x.services.change(CARLA, CallWaiting(active=False))
        dialling.dial(bench.x, CARLA, "201")
    transferring.blind(bench.x, half, "198" if why == "unknown" else "103")
    bench.wait(bench.x.knobs.recall_after_s if why == "no answer" else 0.1)
    call = last(bench, ANNA, e.CallReceivedEvent).call
    assert ("Call Transfer Recall", BERT.user_id) == (call.recall_type, call.remote_party.user_id)
    assert ("tel:198" if why == "unknown" else "tel:103") == call.recall_from_party.address.value
    assert old != call.call_id
    ringing.answer(bench.x, bench.x.calls(ANNA)[0])
    assert ["Transferred Alerting tel:198" if why == "unknown" else "Transferred Alerting carla",
            "Updated Alerting anna", "Answered Active anna"] == bench.take(BERT)  # fmt: skip
    clearing.hang_up(bench.x, other)
    assert [] == bench.x.calls(ANNA)


def test_the_targets_own_forwarding_goes_before_the_recall(bench):
    bench.x.services.change(
        CARLA,
        CallForwardingNoAnswer(active=True, forward_to_phone_number=bench.address("201"), number_of_rings=2),
    )
    half, _ = bench.talk(ANNA, BERT)
    transferring.blind(bench.x, half, "103")
    bench.wait(12)
    call = last(bench, EMIL, e.CallReceivedEvent).call
    assert ["no-answer", "transfer"] == [item.reason for item in call.redirections], "most recent first"
    assert [CARLA.user_id, ANNA.user_id] == [item.party.user_id for item in call.redirections]
    bench.wait(bench.x.knobs.recall_after_s)
    assert "Received Alerting bert" == bench.take(ANNA)[-1]


def test_a_recall_that_nobody_answers_ends_the_call(bench):
    half, _ = bench.talk(ANNA, BERT)
    transferring.blind(bench.x, half, "103")
    bench.wait(bench.x.knobs.recall_after_s + bench.x.knobs.ring_timeout_s + bench.x.knobs.treatment_s)
    assert bench.idle()


def test_a_customer_can_be_sent_into_the_public_network(bench):
    bench.x.knobs.outside_answers_after_s = 2.0
    dialling.call_in(bench.x, CUSTOMER, str(ANNA.number))
    ringing.answer(bench.x, bench.x.calls(ANNA)[0])
    transferring.blind(bench.x, bench.x.calls(ANNA)[0], "+4989999888")
    bench.wait(3)
    assert ["Active", "Active"] == [outside.state for outside in bench.x.outside.values()]
    customer, target = bench.x.outside.values()
    assert target is customer.peer
    clearing.outside_hangs_up(bench.x, customer)
    assert target.is_over


def test_after_a_consultation_the_consulted_call_survives(bench):
    first, held = bench.talk(ANNA, BERT)
    second = dialling.dial(bench.x, ANNA, "103")
    ringing.answer(bench.x, far(second))
    lost, surviving = first.tracking, second.tracking
    transferring.consult(bench.x, first, second)
    redirected = last(bench, ANNA, e.CallRedirectedEvent).calls
    assert [("Held", "tel:103", "transfer", surviving), ("Detached", "tel:102", "transfer", surviving)] == [
        (call.state, call.redirect.address.value, call.redirect.reason, call.ext_tracking_id) for call in redirected
    ]
    assert redirected[0].appearance is not None
    assert redirected[1].appearance is None
    transferred = last(bench, BERT, e.CallTransferredEvent).call
    assert ("Remote Held", "Originator", CARLA.user_id, surviving) == (
        transferred.state, transferred.personality, transferred.remote_party.user_id, transferred.ext_tracking_id,
    )  # fmt: skip
    assert lost != surviving == held.tracking
    clearing.hang_up(bench.x, held)
    assert bench.idle()


def test_the_waiting_party_takes_the_role_of_who_left(bench):
    """The published example (4.7.1.1.9): S1 was called by S2 and by S3; after the transfer S2 is a Terminator."""
    _, first = bench.talk(BERT, ANNA)
    _, second = bench.talk(CARLA, ANNA)
    transferring.consult(bench.x, first, second)
    assert ["Terminator", "Originator"] == [bench.x.calls(user)[0].personality for user in (BERT, CARLA)]


def test_a_consulted_party_that_rings_still_is_joined_and_comes_back_when_it_does_not_answer(bench):
    first, _ = bench.talk(ANNA, BERT)
    second = dialling.dial(bench.x, ANNA, "103")
    transferring.consult(bench.x, first, second)
    assert ["Held Remote Held anna", "Transferred Alerting carla"] == bench.take(BERT)
    assert ["Received Alerting anna", "Updated Alerting bert"] == bench.take(CARLA)
    bench.wait(bench.x.knobs.recall_after_s)
    assert "Received Alerting bert" == bench.take(ANNA)[-1]
    assert [] == bench.x.calls(CARLA)


def test_two_customers_can_be_joined(bench):
    dialling.call_in(bench.x, CUSTOMER, str(ANNA.number))
    ringing.answer(bench.x, bench.x.calls(ANNA)[0])
    second = dialling.dial(bench.x, ANNA, "+4989999888")
    ringing.outside_answers(bench.x, outside(second))
    transferring.consult(bench.x, bench.x.calls(ANNA)[0], second)
    customer, other = bench.x.outside.values()
    assert (other, customer) == (customer.peer, other.peer)
    assert "On-Hook" == bench.take(ANNA)[-1]


def test_a_withheld_number_is_not_told_by_a_redirection_either(bench):
    dialling.call_in(bench.x, type(CUSTOMER)(CUSTOMER.number, restricted=True), str(ANNA.number))
    ringing.answer(bench.x, bench.x.calls(ANNA)[0])
    second = dialling.dial(bench.x, ANNA, "103")
    ringing.answer(bench.x, far(second))
    transferring.consult(bench.x, bench.x.calls(ANNA)[0], second)
    assert [True, False] == [
        call.redirect.address is not None for call in last(bench, ANNA, e.CallRedirectedEvent).calls
    ]
    assert "Updated Active hidden" == bench.take(CARLA)[-1]


def test_a_mute_transfer_is_done_as_soon_as_it_rings(bench):
    half, _ = bench.talk(ANNA, BERT)
    transferring.mute(bench.x, half, "103")
    assert ["Held Held bert", "Originated Alerting carla", "Redirected [Held transfer] [Detached transfer]",
            "Released local bert", "Released local carla", "On-Hook"] == bench.take(ANNA)  # fmt: skip


def test_a_mute_transfer_to_nobody_leaves_the_call_held(bench):
    half, _ = bench.talk(ANNA, BERT)
    transferring.mute(bench.x, half, "198")
    assert ["Held", "Active"] == [call.state for call in bench.x.calls(ANNA)]


def test_what_cannot_be_transferred(bench):
    half = dialling.dial(bench.x, ANNA, "102")
    for wrong in (lambda: transferring.blind(bench.x, half, "103"), lambda: transferring.consult(bench.x, half, half)):
        with pytest.raises(WrongState):
            wrong()
    ringing.answer(bench.x, far(half))
    with pytest.raises(InvalidDestination):
        transferring.blind(bench.x, half, "")
    treatment = dialling.dial(bench.x, ANNA, "198")
    with pytest.raises(WrongState):
        transferring.consult(bench.x, half, treatment)
    dialling.call_in(bench.x, CUSTOMER, str(ANNA.number))
    with pytest.raises(WrongState, match="nobody is consulted"):
        transferring.consult(bench.x, half, bench.x.calls(ANNA)[-1])


def test_the_two_ends_of_one_call_cannot_be_joined(bench):
    """Found by chance: Bert was joined with himself, and joined that call again."""
    first, _ = bench.talk(ANNA, BERT)
    second, _ = bench.talk(ANNA, BERT)
    transferring.consult(bench.x, first, second)
    both = bench.x.calls(BERT)
    assert far(both[0]) is both[1]
    with pytest.raises(WrongState):
        transferring.consult(bench.x, *both)


def test_who_is_not_told_of_a_transfer_keeps_the_tracking_id(bench):
    """Found by chance: the call of somebody in another enterprise took the new id without a word."""
    first, _ = bench.talk(ANNA, ZOE)
    second, _ = bench.talk(ANNA, CARLA)
    before = far(first).tracking
    party = far(first)
    transferring.consult(bench.x, first, second)
    assert (before, []) == (party.tracking, bench.take(ZOE))


def test_a_party_who_holds_the_one_who_leaves_is_seen_holding_by_the_other(bench):
    first, _ = bench.talk(ANNA, BERT)
    holding.hold(bench.x, far(first))
    second, _ = bench.talk(ANNA, CARLA)
    transferring.consult(bench.x, first, second)
    assert ["Updated Active bert", "Held Remote Held bert"] == bench.take(CARLA)


@pytest.mark.parametrize("answered", [False, True])
def test_who_rings_again_in_a_held_call_is_not_transferred(bench, answered):
    """Else two telephones that ring, or one that rings and one in use, would be made to talk to each other."""
    held, other = bench.talk(ANNA, BERT)
    holding.hold(bench.x, held)
    transferring.blind(bench.x, other, "103")
    second = dialling.dial(bench.x, ANNA, EMIL.extension)
    if answered:
        ringing.answer(bench.x, bench.x.calls(EMIL)[0])
    for transfer in (transferring.blind, transferring.mute):
        with pytest.raises(WrongState):
            transfer(bench.x, held, "198")
    with pytest.raises(WrongState):
        transferring.consult(bench.x, held, second)
    ringing.answer(bench.x, bench.x.calls(CARLA)[0])
    transferring.consult(bench.x, held, second)
    assert EMIL.user_id == last(bench, CARLA, e.CallTransferredEvent).call.remote_party.user_id
