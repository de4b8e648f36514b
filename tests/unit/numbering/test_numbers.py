"""What happens to a number, step by step."""

from __future__ import annotations

from ctibridge.numbering.numbers import Explanation, Numbers, Part, Step
from ctibridge.numbering.settings import Direction, NumberSettings, Row

OFFICE = Numbers(
    NumberSettings(
        country="DE",
        incoming=(Row(regex=r"^\+49", replace="0"),),
        outgoing=(Row(match="+493023125900", replace="Kunde"), Row(regex="^", replace="out ")),
        dialled=(Row(regex=r"^\+(.*)", replace=r"000\1"),),
    )
)


def test_the_location_comes_first_then_the_table_of_the_direction():
    steps = (
        Step(Part.LOCATION, "030 23125900", "+493023125900", "is national"),
        Step(Part.RULES, "+493023125900", "000493023125900", r"regex '^\+(.*)' -> '000\1'", 0),
    )
    wanted = Explanation(Direction.DIALLED, "030 23125900", "000493023125900", steps)
    assert wanted == OFFICE.explain("030 23125900", Direction.DIALLED)


def test_each_direction_has_its_own_table():
    number = "+493023125900"
    assert ("03023125900", "Kunde", "000493023125900") == (
        OFFICE.incoming(number),
        OFFICE.outgoing(number),
        OFFICE.dialled(number),
    )


def test_what_nothing_is_for_stays_and_is_explained_all_the_same():
    steps = (
        Step(Part.LOCATION, "*98", "*98", "is not made of digits alone"),
        Step(Part.RULES, "*98", "*98", "no row matches"),
    )
    assert Explanation(Direction.INCOMING, "*98", "*98", steps) == OFFICE.explain("*98", Direction.INCOMING)


def test_without_settings_every_number_stays():
    nothing = Numbers()
    assert not nothing.are_changed
    for number in ("030 23125900", "+49 (0)30 1", "", "x" * 100):
        assert number == nothing.incoming(number) == nothing.outgoing(number) == nothing.dialled(number)


def test_a_result_that_cannot_be_used_is_not_used_and_that_is_said():
    strict = Numbers(NumberSettings(incoming=(Row(regex="^1+$", replace=""), Row(regex="^2", replace="2" * 64))))
    (step,) = strict.explain("11", Direction.INCOMING).steps
    assert ("11", 0, True) == (step.after, step.row, "would leave 0 characters" in step.why)
    assert "22" == strict.incoming("22")
