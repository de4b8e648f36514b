"""From answers about SRV records to a plan, and when to ask again."""

from __future__ import annotations

import pytest

from ctibridge.broadworks.backoff import Backoff
from ctibridge.broadworks.connections import Connection
from ctibridge.broadworks.discovery import (
    LONGEST_S,
    MOST_TARGETS,
    NEVER_S,
    SHORTEST_S,
    Basis,
    Discovery,
    Failed,
    Found,
    NotFound,
    NotOffered,
    Record,
    Target,
    answer_from_records,
    is_settled,
    order,
    plan_from_answers,
    questions,
)
from tests.unit.broadworks.srv_cases import (
    CASES,
    CONFIGURED,
    HOST,
    NAMES,
    NONE,
    ONE,
    RECORDS,
    SERVFAIL,
    TIME_OUT,
    TWO,
    short,
)


def lowest(_most):
    return 0


def highest(most):
    return most


@pytest.mark.parametrize(
    ("connection", "usual", "extra"),
    [
        ("http", ["_ecsta._tcp.h.example"], ["_xsi-client._tcp.h.example"]),
        ("https", ["_ecsta._tls.h.example"], ["_xsi-client._tcp.h.example"]),
        ("cti", ["_ecsta-cti._tcp.h.example", "_ecsta-cti.h.example"], ["_cti-client._tcp.h.example"]),
        ("ctis", ["_ecsta-cti._tls.h.example", "_ecsta-cti.h.example"], ["_cti-client._tcp.h.example"]),
    ],
)
def test_the_connection_says_which_names_are_asked_for(connection, usual, extra):
    asked = questions(Connection(connection), "h.example")
    assert usual == [question.name for question in asked if not question.is_extra]
    assert extra == [question.name for question in asked if question.is_extra]
    assert usual == [question.name for question in questions(Connection(connection), "h.example", more_names=False)]


def test_an_address_has_no_records_and_a_host_without_dots_may_have_some():
    assert () == questions(Connection.HTTP, "192.0.2.1") == questions(Connection.HTTP, "::1")
    assert "_ecsta._tcp.localhost" == questions(Connection.HTTP, "localhost")[0].name


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.what)
def test_what_dns_says_decides_what_is_tried(case):
    plan = plan_from_answers(case.by_question, CONFIGURED, case.last, lowest)
    assert (case.tried, case.basis) == (tuple(map(short, plan.targets)), plan.basis)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.what)
def test_what_dns_says_decides_when_it_is_asked_again(case):
    discovery = Discovery(CONFIGURED, lowest, Backoff(lambda: 1.0, first_s=16.0))
    discovery._good = case.last
    plan = discovery.take(case.by_question, now=1000.0)
    expected = {"with back-off": 16.0, "never": NEVER_S}.get(case.again) or float(case.again.split()[0])
    assert 1000.0 + expected == discovery.due
    assert (case.again == "with back-off") == (plan.problem is not None)


def test_only_names_that_do_not_exist_lead_to_others():
    asked = NAMES[:2]
    assert not is_settled(dict.fromkeys(asked, NONE))
    for answer in (RECORDS, SERVFAIL, NotOffered(1.0)):
        assert is_settled({asked[0]: NONE, asked[1]: answer})


def test_a_problem_names_the_first_name_that_failed():
    plan = plan_from_answers({NAMES[0]: TIME_OUT, NAMES[1]: SERVFAIL}, CONFIGURED, None, lowest)
    assert f"_ecsta-cti._tls.{HOST}: no name server answers" == plan.problem


@pytest.mark.parametrize(
    ("records", "answer"),
    [
        ([ONE], Found((ONE,), 9)),
        ([TWO, ONE], Found((ONE, TWO), 9)),
        ([Record(0, 0, 0, ".")], NotOffered(9)),
        ([Record(0, 0, 0, "."), Record(0, 0, 80, ".")], NotOffered(9)),
        ([Record(0, 0, 0, "."), ONE], Found((ONE,), 9)),
        ([Record(0, 0, 0, "a.example"), ONE], Found((ONE,), 9)),
        ([Record(0, 0, 80, "a b.example"), Record(0, 0, 80, "x@y/z"), ONE], Found((ONE,), 9)),
        ([Record(0, 0, 0, "a.example")], Failed("its records name no host and port that could be used")),
        ([], Failed("its records name no host and port that could be used")),
    ],
)
def test_records_that_lead_nowhere_are_left_out(records, answer):
    assert answer == answer_from_records(records, 9)


def test_of_thousands_of_records_those_with_the_best_priority_are_kept():
    records = [Record(priority, 0, 80, f"h{priority}.example") for priority in range(5000, 0, -1)]
    answer = answer_from_records(records, 9)
    assert list(range(1, MOST_TARGETS + 1)) == [record.priority for record in answer.records]


def test_a_server_that_is_named_twice_is_tried_once_at_its_best_place():
    twice = Found((ONE, TWO, Record(30, 0, ONE.port, ONE.target)), 9)
    plan = plan_from_answers({NAMES[0]: twice}, CONFIGURED, None, lowest)
    assert [ONE, TWO] == [target.record for target in plan.targets]


def test_priorities_come_one_after_the_other():
    assert (ONE, TWO) == order([TWO, ONE], lowest) == order([TWO, ONE], highest)


class TestTime:
    """One platform, over time."""

    def setup_method(self):
        self.draws = []
        self.discovery = Discovery(CONFIGURED, self.draw, Backoff(lambda: 0.0))

    def draw(self, most):
        self.draws.append(most)
        return most

    def take(self, answer, now):
        return self.discovery.take({NAMES[0]: answer}, now)

    def test_the_first_look_up_is_due_at_once(self):
        assert (0.0, None) == (self.discovery.due, self.discovery.plan)

    def test_the_same_records_keep_their_order(self):
        a, b = Record(1, 5, 80, "a.example"), Record(1, 5, 80, "b.example")
        first = self.take(Found((a, b), 60), 0.0)
        assert first.targets == self.take(Found((b, a), 60), 60.0).targets
        assert (b, a) == order((a, b), highest) != order((b, a), highest)

    def test_other_records_are_drawn_anew(self):
        self.take(Found((ONE,), 60), 0.0)
        assert [TWO] == [target.record for target in self.take(Found((TWO,), 60), 60.0).targets]

    def test_when_all_servers_failed_the_order_is_drawn_anew_and_dns_asked_soon(self):
        a, b = Record(1, 5, 80, "a.example"), Record(1, 5, 80, "b.example")
        first = self.take(Found((a, b), 60), 100.0)
        self.discovery.all_failed(101.0)
        assert 100.0 + SHORTEST_S == self.discovery.due
        self.discovery.all_failed(130.0)
        assert 100.0 + SHORTEST_S == self.discovery.due
        assert first.targets != self.take(Found((b, a), 60), 130.0).targets

    def test_servers_that_fail_long_after_the_look_up_cause_one_at_once(self):
        self.take(Found((ONE,), 3600), 100.0)
        self.discovery.all_failed(500.0)
        assert 500.0 == self.discovery.due

    def test_where_nothing_is_asked_nothing_is_asked_again(self):
        self.discovery.take({}, 100.0)
        self.discovery.all_failed(500.0)
        assert NEVER_S == self.discovery.due

    def test_the_last_good_answer_outlives_every_failure(self):
        good = self.take(RECORDS, 0.0)
        for now in range(100, 100_000, 1000):
            plan = self.take(TIME_OUT, now)
            assert (good.targets, Basis.KEPT) == (plan.targets, plan.basis)
            assert now + SHORTEST_S == self.discovery.due
        assert (good, LONGEST_S > 300) == (self.take(RECORDS, 200_000), True)

    def test_an_answer_ends_the_growing_of_pauses(self):
        self.discovery = Discovery(CONFIGURED, self.draw, Backoff(lambda: 1.0, first_s=8.0))
        for answer, pause in ((TIME_OUT, 8.0), (TIME_OUT, 16.0), (RECORDS, 300.0), (TIME_OUT, 8.0)):
            self.take(answer, 0.0)
            assert pause == self.discovery.due

    def test_not_found_is_a_good_answer_too(self):
        self.take(RECORDS, 0.0)
        self.take(NotFound(60), 300.0)
        assert (CONFIGURED,) == self.take(TIME_OUT, 360.0).targets

    def test_an_answer_beside_a_failure_is_not_remembered_as_good(self):
        self.discovery.take({NAMES[0]: SERVFAIL, NAMES[1]: RECORDS}, 0.0)
        assert (Target(HOST, 8012),) == self.take(TIME_OUT, 5.0).targets
