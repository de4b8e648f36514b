"""What the simulator says of itself without being started."""

import pytest

from ctibridge.sim.simulator import reached


@pytest.mark.parametrize(
    ("listens", "named"),
    [
        ("127.0.0.1", "127.0.0.1"),
        ("0.0.0.0", "127.0.0.1"),  # noqa: S104  compared with, not listened at
        ("::", "[::1]"),
        ("::1", "[::1]"),
        ("sim.test", "sim.test"),
    ],
)
def test_an_address_is_named_as_this_machine_reaches_it(listens, named):
    assert named == reached(listens)
