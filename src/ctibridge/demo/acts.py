"""What the demonstration plays: people use their telephones, an application uses CSTA, and both see the same.

People's hands are the simulator's telephones; everything that an application does goes through the gateway.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from ctibridge.client import CstaClient
from ctibridge.demo.watcher import Watcher
from ctibridge.sim.phones import Phones

ANNA, BERT = "101", "102"
CUSTOMER, CUSTOMER_NAME = "+493023125900", "Kunde"
Act = Callable[["Stage"], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Stage:
    """What an act is played on.

    Args:
        phones: The telephones.
        watcher: The application, which monitors Anna's and Bert's lines.
        tell: Takes what is going on, in words.
        pace_s: How long people look at something before they go on.
    """

    phones: Phones
    watcher: Watcher
    tell: Callable[[str], None]
    pace_s: float

    @property
    def csta(self) -> CstaClient:
        """The application's connection to the gateway."""
        return self.watcher.client

    async def shows(self, *expected: tuple[str, ...]) -> None:
        """Waits until lines show this, each given as device and states; then the audience may look at it.

        Raises:
            NotSeen: one of them does not, in time.
        """
        for device, *states in expected:
            await self.watcher.sees(device, *states)
        await asyncio.sleep(self.pace_s)


async def inbound(stage: Stage) -> None:
    """A customer calls, and the application answers."""
    customer = stage.phones.outside(CUSTOMER, CUSTOMER_NAME)
    stage.tell("A customer calls: Anna's telephone rings")
    customer.call(stage.phones["anna"])
    await stage.shows((ANNA, "alerting"))
    stage.tell("The application answers for Anna; they talk")
    await stage.csta.answer_call(stage.watcher.connection(ANNA, "alerting"))
    await stage.shows((ANNA, "connected"))
    stage.tell("The customer hangs up")
    customer.hangup()
    await stage.shows((ANNA,))


async def click_to_dial(stage: Stage) -> None:
    """The application dials for Anna."""
    stage.tell("The application dials: Anna's own telephone rings first")
    await stage.csta.make_call(ANNA, BERT)
    await stage.shows((ANNA, "initiated"))
    stage.tell("Anna picks up, and Bert is called")
    stage.phones["anna"].answer()
    await stage.shows((ANNA, "connected"), (BERT, "alerting"))
    stage.tell("Bert picks up; they talk")
    stage.phones["bert"].answer()
    await stage.shows((ANNA, "connected"), (BERT, "connected"))


async def hold_and_retrieve(stage: Stage) -> None:
    """The application holds the call that `click_to_dial` made, takes it back, and hangs up."""
    stage.tell("The application holds the call for Anna; Bert hears music")
    await stage.csta.hold_call(stage.watcher.connection(ANNA, "connected"))
    await stage.shows((ANNA, "hold"))
    stage.tell("It takes the call back")
    await stage.csta.retrieve_call(stage.watcher.connection(ANNA, "hold"))
    await stage.shows((ANNA, "connected"))
    stage.tell("It hangs up for Anna")
    await stage.csta.clear_connection(stage.watcher.connection(ANNA, "connected"))
    await stage.shows((ANNA,), (BERT,))


async def consultation_transfer(stage: Stage) -> None:
    """A customer is handed to Bert, after Anna has asked him."""
    watcher, customer = stage.watcher, stage.phones.outside(CUSTOMER, CUSTOMER_NAME)
    stage.tell("The customer calls again")
    customer.call(stage.phones["anna"])
    await stage.shows((ANNA, "alerting"))
    stage.tell("Anna answers")
    stage.phones["anna"].answer()
    await stage.shows((ANNA, "connected"))
    stage.tell("The application holds the customer and calls Bert; Anna's telephone rings for it")
    await stage.csta.consultation_call(watcher.connection(ANNA, "connected"), BERT)
    await stage.shows((ANNA, "hold", "initiated"))
    stage.tell("Anna picks up, and Bert is called")
    stage.phones["anna"].answer()
    await stage.shows((ANNA, "hold", "connected"), (BERT, "alerting"))
    stage.tell("Bert's application answers; Anna asks him whether he takes the customer")
    await stage.csta.answer_call(watcher.connection(BERT, "alerting"))
    await stage.shows((ANNA, "hold", "connected"), (BERT, "connected"))
    stage.tell("The application joins the two: Bert talks to the customer, Anna is free")
    held, active = watcher.connection(ANNA, "hold"), watcher.connection(ANNA, "connected")
    await stage.csta.transfer_call(held=held, active=active)
    await stage.shows((ANNA,), (BERT, "connected"))
    stage.tell("The customer hangs up")
    customer.hangup()
    await stage.shows((BERT,))


ACTS: tuple[tuple[str, Act], ...] = (
    ("inbound call, answered", inbound),
    ("outbound call by click-to-dial", click_to_dial),
    ("hold and retrieve", hold_and_retrieve),
    ("consultation transfer", consultation_transfer),
)
