"""A scenario: what happens is said at the function, how to write one in the package."""

from ctibridge.sim.phones import Phones
from ctibridge.sim.scenarios import Story


def story(phones: Phones) -> Story:
    """Anna switches her Remote Office on and off, and loses the service in the end."""
    anna = phones["anna"]
    anna.remote_office("+493023125910")
    yield 1, "Anna works at home"
    anna.remote_office("+493023125911")
    yield 1, "and then at her sister's"
    anna.remote_office(None)
    yield 1, "she is back"
    anna.remote_office("+493023125910")
    yield 1, "and at home again"
    anna.service("RemoteOffice", assigned=False)
