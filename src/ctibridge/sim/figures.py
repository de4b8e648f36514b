"""How much is going on, in numbers: for the picture in the terminal, and for `GET /figures`."""

from __future__ import annotations

from typing import Any

from ctibridge.sim.faces.contacts import Contacts
from ctibridge.sim.load import Load
from ctibridge.sim.settings import changed
from ctibridge.sim.switch import Switch

Plain = dict[str, Any]  # JSON's own shapes


def load_figures(load: Load) -> Plain:
    """The artificial load."""
    return {
        "callsPerSecond": load.rate,
        "talkSeconds": load.talk_s,
        "begun": load.begun.total(),
        "kinds": dict(load.begun),
        "underWay": load.under_way,
        "skipped": load.skipped,
        "disturbed": load.disturbed,
    }


def figures(switch: Switch, load: Load, contacts: Contacts, late_s: float) -> Plain:
    """Everything that is counted. `late_s`: by how much the platform was late since somebody asked last."""
    core = switch.core
    return {
        "users": len(switch.people.users),
        "requests": switch.requests,
        "refused": switch.refused,
        "callsUp": core.exchange.calls_up,
        "channels": len(core.channels),
        "subscriptions": len(core.subscriptions),
        "eventsSent": core.delivery.sent,
        "eventsAcknowledged": core.delivery.confirmed,
        "eventsUnacknowledged": core.delivery.unconfirmed,
        "eventsWithoutChannel": core.delivery.dropped,
        "eventsTakenByContacts": contacts.taken,
        "eventsLostToContacts": contacts.lost,
        "lateMilliseconds": round(late_s * 1000, 1),
        "load": load_figures(load),
        "changed": changed(switch.knobs),
    }
