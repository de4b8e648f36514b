"""The call stories of everyday telephony, report by report, with what each party's clients are told."""

import pytest

from ctibridge.model.parties import Cause, Party, Redirection
from ctibridge.model.reports import Occasion, Redirect, Side
from ctibridge.model.states import ConnectionState as S
from ctibridge.model.states import Recording
from tests.unit.model.bench import ANNA, BERT, CARLA, OUTSIDE, Bench


@pytest.fixture
def bench():
    bench = Bench()
    yield bench
    assert bench.book.is_idle(), "an ended story leaves nothing behind"


def talk(bench, caller, called, tracking="1:1"):
    """Two lines talk to each other."""
    a, b = bench.call(caller, called, tracking)
    a.originated(), b.received(), b.answered(), a.answered()
    return a, b


def end(*halves):
    for half in halves:
        half.released()


def test_a_call_between_two_lines_is_one_call(bench):
    a, b = bench.call(ANNA, BERT)
    assert a.originated() == ["a: Originated connected/newCall"]
    assert b.received() == ["b: Delivered b alerting/newCall", "a: Delivered b connected/newCall"]
    assert b.answered() == ["b: Established b connected/newCall"]
    assert a.answered() == ["a: Established b connected/newCall"]
    assert bench.states(ANNA) == ["1:1 connected b=connected"]
    assert bench.states(BERT) == ["1:1 connected a=connected"]
    assert a.released() == ["a: ConnectionCleared a null/normalClearing"]
    assert b.released(Side.REMOTE) == [
        "b: ConnectionCleared a connected/normalClearing",
        "b: ConnectionCleared b null/normalClearing",
    ]


def test_the_called_half_may_be_reported_first(bench):
    a, b = bench.call(ANNA, BERT)
    assert b.received() == ["b: Delivered b alerting/newCall"]
    assert a.originated() == ["a: Originated connected/newCall", "a: Delivered b connected/newCall"]
    b.answered()
    end(a, b)


def test_the_answer_may_be_reported_to_the_caller_before_the_ringing(bench):
    a, b = bench.call(ANNA, BERT)
    a.originated()
    assert a.answered() == ["a: Established b connected/newCall"]
    assert b.received() == ["b: Delivered b alerting/newCall"], "the caller is not told of ringing after the answer"
    b.answered()
    end(a, b)


def test_click_to_dial_rings_the_own_telephone_first(bench):
    a, b = bench.call(ANNA, BERT)
    assert a.originating() == ["a: ServiceInitiated initiated/makeCall"]
    assert a.originated() == ["a: Originated connected/makeCall"]
    b.received()
    end(a, b)


def test_click_to_dial_may_go_out_under_another_connection_id(bench):
    a = bench.half(ANNA, OUTSIDE, "1:1", outgoing=True)
    a.originating()
    a.id = "other"
    assert a.originated() == [
        "a: Originated connected/makeCall",
        "a: NetworkReached +4989999 connected/networkSignal",
    ]
    end(a)


def test_click_to_dial_that_nobody_picks_up_ends(bench):
    a = bench.half(ANNA, BERT, "1:1", outgoing=True)
    a.originating()
    assert a.released() == ["a: ConnectionCleared a null/normalClearing"]


def test_an_outgoing_external_call_reaches_the_network_and_is_answered(bench):
    a = bench.half(ANNA, OUTSIDE, "1:1", outgoing=True)
    assert a.originated() == ["a: Originated connected/newCall", "a: NetworkReached +4989999 connected/networkSignal"]
    assert a.answered() == ["a: Established +4989999 connected/networkSignal"]
    assert a.released(Side.REMOTE) == [
        "a: ConnectionCleared +4989999 connected/normalClearing",
        "a: ConnectionCleared a null/normalClearing",
    ]


def test_an_internal_party_that_is_not_watched_is_taken_to_ring_at_once(bench):
    dora = Party(line="d", number="+493055599")
    a = bench.half(ANNA, dora, "1:1", outgoing=True)
    assert a.originated() == ["a: Originated connected/newCall", "a: Delivered d connected/newCall"]
    end(a)


def test_an_abandoned_call_ends_at_both(bench):
    a, b = bench.call(ANNA, BERT)
    a.originated(), b.received()
    assert b.released(Side.REMOTE) == [
        "b: ConnectionCleared a alerting/normalClearing",
        "b: ConnectionCleared b null/normalClearing",
    ]
    assert a.released() == ["a: ConnectionCleared a null/normalClearing"]


def test_busy_fails_and_then_ends(bench):
    a = bench.half(ANNA, BERT, "1:1", outgoing=True)
    a.originated()
    assert a.releasing(Cause.BUSY) == ["a: Failed b fail/busy"]
    assert a.released() == ["a: ConnectionCleared a null/normalClearing"]


def test_nobody_else_is_in_a_call_that_failed_not_even_the_members_of_its_conference(bench):
    a, b = talk(bench, ANNA, BERT)
    d, e = talk(bench, ANNA, CARLA, "2:1")
    bench.conference(ANNA, a, d)
    assert b.releasing() == ["b: Failed a fail/busy"]
    assert bench.states(BERT) == ["1:1 fail "]
    end(a, b, d, e)


def test_hold_and_retrieve_are_seen_on_both_sides(bench):
    a, b = talk(bench, ANNA, BERT)
    assert a.held() == ["a: Held a hold/normal"]
    assert b.remote_held() == ["b: Held a connected/normal"]
    assert a.retrieved() == ["a: Retrieved a connected/normal"]
    assert b.retrieved() == ["b: Retrieved a connected/normal"]
    end(a, b)


def test_both_sides_may_hold(bench):
    a, b = talk(bench, ANNA, BERT)
    a.held(), b.remote_held()
    assert b.report(S.HOLD) == ["b: Held b hold/normal", "a: Held b hold/normal"]
    assert bench.states(BERT) == ["1:1 hold a=hold"]
    assert b.remote_held() == ["b: Retrieved b connected/normal", "a: Retrieved b hold/normal"]
    end(a, b)


def test_blind_transfer_to_a_line(bench):
    a, b = talk(bench, ANNA, BERT)
    assert a.redirected(CARLA, Cause.TRANSFER) == ["a: Transferred a>c 1:1 [b:1:1>1:1] null/singleStepTransfer"]
    assert a.released() == []
    b.far = CARLA
    assert b.report(S.CONNECTED, S.ALERTING, Occasion.TRANSFER) == [
        "b: Transferred a>c 1:1 [b:1:1>1:1] connected/singleStepTransfer"
    ]
    c = bench.half(CARLA, BERT, "1:1", outgoing=False, redirections=(Redirection(ANNA, Cause.SINGLE_STEP_TRANSFER),))
    assert c.received() == [
        "c: Delivered c alerting/singleStepTransfer",
        "b: Delivered c connected/singleStepTransfer",
    ]
    assert c.answered() == ["c: Established c connected/newCall"]
    assert b.answered() == ["b: Established c connected/newCall"]
    end(b, c)


def test_consultation_transfer_joins_the_others_in_the_consulted_call(bench):
    a1, b = talk(bench, ANNA, BERT, "1:1")
    a1.held(), b.remote_held()
    a2, c = talk(bench, ANNA, CARLA, "2:1")
    gone = bench.redirect_both(ANNA, a1.facts(S.HOLD), a2.facts(S.NULL))
    assert gone == ["a: Transferred a>c 1:1+2:1 [b:1:1>2:1 c:2:1>2:1] null/transfer"]
    assert a1.released() == a2.released() == []
    b.tracking, b.far = "2:1", CARLA
    assert b.report(S.CONNECTED, S.HOLD, Occasion.TRANSFER) == [
        "b: Transferred a>c 1:1 [b:1:1>2:1 c:->2:1] connected/transfer"
    ]
    assert b.retrieved() == []
    c.far = BERT
    assert c.report(S.CONNECTED, S.CONNECTED, Occasion.UPDATE) == [
        "c: Transferred a>c 2:1 [c:2:1>2:1 b:->2:1] connected/transfer"
    ]
    assert bench.states(BERT) == ["2:1 connected c=connected"]
    assert bench.states(CARLA) == ["2:1 connected b=connected"]
    end(b, c)


def test_the_consulted_party_learns_that_an_outside_party_took_over(bench):
    a1 = bench.half(ANNA, OUTSIDE, "1:1", outgoing=False)
    a1.received(), a1.answered(), a1.held()
    a2, c = talk(bench, ANNA, CARLA, "2:1")
    bench.redirect_both(ANNA, a1.facts(S.HOLD), a2.facts(S.NULL))
    c.far = OUTSIDE
    assert c.report(S.CONNECTED, S.CONNECTED, Occasion.UPDATE) == [
        "c: Transferred a>c 2:1 [c:2:1>2:1 +4989999:->2:1] connected/transfer"
    ]
    end(a1, a2, c)


def test_forwarding_on_no_answer_is_followed_by_the_caller(bench):
    a, b = bench.call(ANNA, BERT)
    a.originated(), b.received()
    assert b.redirected(CARLA, Cause.CALL_FORWARD_NO_ANSWER) == ["b: Diverted b>c null/callForwardNoAnswer"]
    back = (Redirection(BERT, Cause.CALL_FORWARD_NO_ANSWER),)
    c = bench.half(CARLA, ANNA, "1:1", outgoing=False, redirections=back)
    assert c.received() == [
        "c: Delivered c alerting/callForwardNoAnswer",
        "a: Diverted b>c connected/callForwardNoAnswer",
        "a: Delivered c connected/callForwardNoAnswer",
    ]
    a.far = CARLA
    assert a.report(S.CONNECTED, S.ALERTING, Occasion.FORWARD) == []
    view = bench.book.snapshot("c").connections[0]
    assert (BERT, BERT, Cause.CALL_FORWARD_NO_ANSWER) == (
        view.called, view.last_redirection.party, view.last_redirection.cause,
    )  # fmt: skip
    assert b.released() == []
    c.answered(), a.answered()
    end(a, c)


def test_forwarding_is_also_learnt_from_the_callers_own_half(bench):
    a, b = bench.call(ANNA, BERT)
    a.originated(), b.received()
    a.far = OUTSIDE
    assert a.report(S.CONNECTED, S.ALERTING, Occasion.FORWARD) == [
        "a: Diverted b>+4989999 connected/callForward",
        "a: NetworkReached +4989999 connected/networkSignal",
    ]
    b.redirected(OUTSIDE)
    end(a, b)


def test_a_recording_is_told_when_it_changes_however_it_is_learnt(bench):
    a, b = talk(bench, ANNA, BERT)
    told = ["a: CallInformation a connected/normal"]
    assert a.report(S.CONNECTED, S.CONNECTED, recording=Recording.STARTED) == told
    assert a.report(S.CONNECTED, S.CONNECTED, recording=Recording.STARTED) == []
    (view,) = bench.book.snapshot("a").connections
    assert view.recording is Recording.STARTED
    assert a.report(S.HOLD, recording=Recording.PAUSED) == [
        "a: Held a hold/normal",
        "a: CallInformation a hold/normal",
    ]
    assert bench.resync(ANNA, a.facts(S.HOLD, recording=Recording.OFF)) == ["a: CallInformation a hold/normal"]
    end(a, b)


def test_a_second_call_waits(bench):
    a, b = talk(bench, ANNA, BERT)
    second = bench.half(BERT, OUTSIDE, "2:1", outgoing=False)
    assert second.received() == ["b: Delivered b alerting/newCall"]
    assert bench.states(BERT) == ["1:1 connected a=connected", "2:1 alerting +4989999=connected"]
    end(a, b, second)


def test_a_snapshot_says_of_each_call_how_the_others_stand(bench):
    a, b = talk(bench, ANNA, BERT)
    second, third = (bench.half(BERT, OUTSIDE, tracking, outgoing=False) for tracking in ("2:1", "3:1"))
    second.received(), third.received()
    beside = [[each.state for each in view.beside] for view in bench.book.snapshot("b").connections]
    assert [[S.ALERTING, S.ALERTING], [S.CONNECTED, S.ALERTING], [S.CONNECTED, S.ALERTING]] == beside
    end(a, b, second, third)


def conference(bench):
    """Anna confers with Bert and Carla."""
    a1, b = talk(bench, ANNA, BERT, "1:1")
    a1.held(), b.remote_held()
    a2, c = talk(bench, ANNA, CARLA, "2:1")
    bench.conference(ANNA, a1, a2)
    return a1, b, a2, c


LEFT_ALONE = [
    "a: ConnectionCleared a null/normalClearing",
    "b: ConnectionCleared a connected/normalClearing",
    "c: ConnectionCleared a connected/normalClearing",
]


def left_to_each_other(bench, a1, a2):
    bench.conference(ANNA)
    to = Redirect(BERT, Cause.TRANSFER)
    return bench.redirect_both(ANNA, a1.facts(S.NULL, redirect=to), a2.facts(S.NULL, redirect=to))


def test_the_owner_of_a_conference_leaves_the_two_others_to_each_other(bench):
    a1, b, a2, c = conference(bench)
    assert left_to_each_other(bench, a1, a2) == LEFT_ALONE
    end(a1, a2)
    b.far, b.tracking, c.far = CARLA, "2:1", BERT
    assert b.report(S.CONNECTED, S.CONNECTED, Occasion.TRANSFER) == [], "known already"
    assert c.report(S.CONNECTED, S.CONNECTED, Occasion.UPDATE) == []
    assert bench.states(BERT) == ["1:1 connected c=connected"]
    assert b.held() == ["b: Held b hold/normal"]
    end(b, c)


def test_a_partner_may_report_first_that_the_owner_left(bench):
    a1, b, a2, c = conference(bench)
    b.far, b.tracking = CARLA, "2:1"
    assert b.report(S.CONNECTED, S.CONNECTED, Occasion.TRANSFER) == [LEFT_ALONE[1]]
    assert left_to_each_other(bench, a1, a2) == [LEFT_ALONE[0], LEFT_ALONE[2]]
    c.far = BERT
    assert c.report(S.CONNECTED, S.CONNECTED, Occasion.UPDATE) == []
    end(a1, a2, b, c)


def test_an_owner_who_takes_somebody_in_may_still_hold_the_conference(bench):
    a1, b, a2, c = conference(bench)
    bench.conference(ANNA, a1, a2, held=True)
    third = bench.half(ANNA, OUTSIDE, "3:1", outgoing=True)
    third.originated(), third.answered()
    assert bench.conference(ANNA, a1, a2, third, held=True)[0].endswith("hold/conference")
    assert bench.conference(ANNA, a1, a2, third) == ["a: Retrieved a connected/normal"]
    end(a1, b, a2, c, third)


def test_a_three_way_conference_is_one_call_for_all_three(bench):
    a1, b = talk(bench, ANNA, BERT, "1:1")
    a1.held(), b.remote_held()
    a2, c = talk(bench, ANNA, CARLA, "2:1")
    assert bench.conference(ANNA, a1, a2) == [
        "a: Conferenced a+c 1:1+2:1 [a:1:1>1:1 b:1:1>1:1 c:2:1>1:1] connected/conference",
        "b: Conferenced a+c 1:1 [a:1:1>1:1 b:1:1>1:1 c:2:1>1:1] connected/conference",
        "c: Conferenced a+c 2:1 [a:2:1>1:1 b:1:1>1:1 c:2:1>1:1] connected/conference",
    ]
    assert a1.retrieved() == []
    assert b.retrieved() == [], "who confers does not hold any more"
    assert bench.states(ANNA) == ["1:1 connected b=connected,c=connected"]
    assert bench.states(CARLA) == ["1:1 connected a=connected,b=connected"]
    assert bench.conference(ANNA, a1, a2, held=True) == ["a: Held a hold/normal"]
    assert bench.conference(ANNA, a1, a2) == ["a: Retrieved a connected/normal"]
    assert c.released() == ["c: ConnectionCleared c null/normalClearing"]
    assert a2.released(Side.REMOTE) == [
        "a: ConnectionCleared c connected/normalClearing",
        "b: ConnectionCleared c connected/normalClearing",
    ]
    assert bench.conference(ANNA) == []
    assert bench.states(ANNA) == ["1:1 connected b=connected"]
    assert a1.held() == ["a: Held a hold/normal"]
    end(a1, b)


def test_the_owner_ends_the_conference(bench):
    a1, b = talk(bench, ANNA, BERT, "1:1")
    a2, c = talk(bench, ANNA, CARLA, "2:1")
    bench.conference(ANNA, a1, a2)
    bench.conference(ANNA)
    a1.released()
    assert a2.released() == ["a: ConnectionCleared a null/normalClearing"]
    b.released(Side.REMOTE), c.released(Side.REMOTE)


def test_a_recall_is_a_call_again_even_under_the_old_id(bench):
    a, b = talk(bench, ANNA, BERT)
    a.redirected(CARLA, Cause.TRANSFER)
    a.recall, a.outgoing = True, False
    assert a.received() == ["a: Delivered a alerting/recall"]
    end(a, b)


def test_a_resync_tells_the_differences(bench):
    a, b = talk(bench, ANNA, BERT)
    missed = bench.half(ANNA, OUTSIDE, "9:1", outgoing=True)
    assert bench.resync(ANNA, missed.facts(S.HOLD)) == [
        "a: ConnectionCleared a null/normalClearing",
        "a: Originated connected/newCall",
        "a: Established +4989999 connected/networkSignal",
        "a: Held a hold/normal",
    ]
    assert bench.resync(ANNA, missed.facts(S.HOLD)) == [], "the same state again is no news"
    assert bench.resync(BERT, b.facts(S.CONNECTED, S.HOLD)) == ["b: Held a connected/normal"]
    assert bench.resync(ANNA) == ["a: ConnectionCleared a null/normalClearing"]
    end(b)


def test_a_missed_beginning_is_made_up_for_and_the_line_is_suspect(bench):
    b = bench.half(BERT, OUTSIDE, "1:1", outgoing=False)
    assert b.answered() == [
        "b: LineSuspect",
        "b: Delivered b alerting/newCall",
        "b: Established b connected/newCall",
    ]
    end(b)


def test_a_repeated_event_is_no_news(bench):
    a, b = talk(bench, ANNA, BERT)
    bench.event = lambda: "again"
    assert a.held() == ["a: Held a hold/normal"]
    assert a.retrieved() == [], "it bears the id of the event before"
    end_with_new_ids = iter(["x", "y"])
    bench.event = lambda: next(end_with_new_ids)
    end(a, b)


def test_a_better_description_of_the_caller_is_call_information(bench):
    b = bench.half(BERT, OUTSIDE, "1:1", outgoing=False)
    b.received()
    b.far = Party(number="+4989999", name="Zoe Zimmer", external=True)
    assert b.report(S.ALERTING, S.CONNECTED, Occasion.UPDATE) == ["b: CallInformation +4989999 alerting/normal"]
    end(b)
