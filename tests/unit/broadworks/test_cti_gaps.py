"""What the CTI interface cannot carry, for people who read that the way beside it is closed."""

from ctibridge.broadworks.cti_gaps import FUNCTIONS, gaps


def test_the_functions_that_are_missing_without_the_side_path():
    expected = (
        "reading the lines",
        "Remote Office",
        "Call Waiting",
        "BroadWorks Anywhere",
        "the message lamp",
        "parking",
        "group pickup",
    )
    assert expected == gaps()


def test_what_the_interface_carries_is_not_among_them():
    assert {"Do Not Disturb", "call forwarding", "directed pickup"} <= {name for name, _ in FUNCTIONS} - set(gaps())
