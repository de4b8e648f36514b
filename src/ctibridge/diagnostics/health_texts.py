"""What people are told of a line's health: what is wrong, why, who must act and what to do, in their language.

The evidence stays in the words of whoever answered: it is to be quoted, not translated.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from ctibridge.model.health import Evidence, HealthState, LineHealth, Who


class Language(StrEnum):
    """In which people are told."""

    ENGLISH = "en"
    GERMAN = "de"


EN, DE = Language.ENGLISH, Language.GERMAN


@dataclass(frozen=True, slots=True)
class Told:
    """What one person reads.

    Args:
        what: What it means for whoever uses the line.
        why: The cause.
        who: Who must act; empty: nobody.
        todo: What that is.
        evidence: What was seen last, at which server; empty: nothing is wrong.
    """

    what: str
    why: str
    who: str
    todo: str
    evidence: str


Text = tuple[str, str, str]  # what, why, what to do

TEXTS: dict[HealthState, dict[Language, Text]] = {
    HealthState.IN_SERVICE: {
        EN: ("The line is in service.", "Its calls are told by the platform.", ""),
        DE: ("Die Leitung ist in Betrieb.", "Die Plattform meldet ihre Anrufe.", ""),
    },
    HealthState.STARTING: {
        EN: ("The line is not in service yet.", "The gateway is asking the platform for its calls.", "Wait."),
        DE: ("Die Leitung ist noch nicht in Betrieb.", "Das Gateway fragt die Plattform nach ihr.", "Warten."),
    },
    HealthState.NOT_CONNECTED: {
        EN: (
            "The line is out of service, like all others of this provider.",
            "No server of the platform can be reached.",
            "Run ctibridge check: it tries name servers, firewall, port and certificate one after the other.",
        ),
        DE: (
            "Die Leitung ist außer Betrieb, wie alle dieses Anbieters.",
            "Kein Server der Plattform ist erreichbar.",
            "ctibridge check ausführen: prüft Namensauflösung, Firewall, Port und Zertifikat der Reihe nach.",
        ),
    },
    HealthState.LOGIN_FAILED: {
        EN: (
            "The line is out of service, like all others of this provider.",
            "The platform refuses the administrator's account of the gateway.",
            "Correct user and password of the provider in the configuration.",
        ),
        DE: (
            "Die Leitung ist außer Betrieb, wie alle dieses Anbieters.",
            "Die Plattform weist das Administratorkonto des Gateways ab.",
            "Benutzer und Kennwort des Anbieters in der Konfiguration berichtigen.",
        ),
    },
    HealthState.INVALID_PASSWORD: {
        EN: (
            "The line is out of service; all others go on.",
            "The platform refuses the password of this line's account, or none is known.",
            "Give the gateway the present password of this user.",
        ),
        DE: (
            "Die Leitung ist außer Betrieb; alle anderen sind nicht betroffen.",
            "Die Plattform weist das Kennwort des Kontos dieser Leitung ab, oder es ist keines bekannt.",
            "Dem Gateway das jetzige Kennwort dieses Benutzers geben.",
        ),
    },
    HealthState.LOCKED: {
        EN: (
            "The line is out of service.",
            "The platform locked the account after too many wrong passwords.",
            "Unlock the account, and find out who else uses it with an old password.",
        ),
        DE: (
            "Die Leitung ist außer Betrieb.",
            "Die Plattform hat das Konto nach zu vielen falschen Kennwörtern gesperrt.",
            "Das Konto entsperren, und feststellen, wer es sonst mit einem alten Kennwort benutzt.",
        ),
    },
    HealthState.NO_PERMISSION: {
        EN: (
            "The line is out of service.",
            "The gateway's account may not watch the calls of this user.",
            "Allow the account the call events of this user; if the user was moved, read the lines again.",
        ),
        DE: (
            "Die Leitung ist außer Betrieb.",
            "Das Konto des Gateways darf die Anrufe dieses Benutzers nicht beobachten.",
            "Dem Konto die Anrufereignisse dieses Benutzers erlauben; ist er umgezogen, die Leitungen neu einlesen.",
        ),
    },
    HealthState.UNKNOWN_USER: {
        EN: (
            "The line is out of service.",
            "The platform does not know this user: deleted, moved, or misspelt.",
            "Correct the user id, or take the line out.",
        ),
        DE: (
            "Die Leitung ist außer Betrieb.",
            "Die Plattform kennt diesen Benutzer nicht: gelöscht, umgezogen oder falsch geschrieben.",
            "Die Benutzerkennung berichtigen oder die Leitung entfernen.",
        ),
    },
    HealthState.NOT_ASSIGNED: {
        EN: (
            "The line is out of service.",
            "The user lacks a service that reporting calls needs, or there is no licence left for it.",
            "Assign the service to the user.",
        ),
        DE: (
            "Die Leitung ist außer Betrieb.",
            "Dem Benutzer fehlt ein Leistungsmerkmal, ohne das keine Anrufe gemeldet werden, oder eine Lizenz dafür.",
            "Dem Benutzer das Leistungsmerkmal zuweisen.",
        ),
    },
    HealthState.LIMIT_REACHED: {
        EN: (
            "The line is out of service.",
            "The platform has reached a limit of subscriptions, channels or sessions.",
            "Raise the limit, or end what other applications left behind.",
        ),
        DE: (
            "Die Leitung ist außer Betrieb.",
            "Eine Grenze der Plattform für Abonnements, Kanäle oder Sitzungen ist erreicht.",
            "Die Grenze anheben oder beenden, was andere Anwendungen zurückgelassen haben.",
        ),
    },
    HealthState.OVERLOADED: {
        EN: (
            "The line is out of service for a while.",
            "The platform has too much to do and asked for a pause.",
            "Nothing, if it passes. If it happens often, the platform is too small for its users.",
        ),
        DE: (
            "Die Leitung ist vorübergehend außer Betrieb.",
            "Die Plattform ist überlastet und hat um eine Pause gebeten.",
            "Nichts, wenn es vorübergeht. Kommt es öfter vor, ist die Plattform zu klein für ihre Benutzer.",
        ),
    },
    HealthState.REFUSED: {
        EN: (
            "The line is out of service.",
            "The platform refuses for a reason that the gateway does not know.",
            "Look the platform's answer up, or pass it on to the gateway's makers.",
        ),
        DE: (
            "Die Leitung ist außer Betrieb.",
            "Die Plattform lehnt aus einem Grund ab, den das Gateway nicht kennt.",
            "Die Antwort der Plattform nachschlagen oder den Herstellern des Gateways weitergeben.",
        ),
    },
}

_BY_THE_PROVIDER = {
    HealthState.NOT_CONNECTED: {
        EN: "Bring the server back, or renew its certificate: what was seen says which.",
        DE: "Den Server wieder in Betrieb nehmen oder sein Zertifikat erneuern, je nach Befund.",
    },
}
"""What to do where it is the provider who must act, and not whoever usually must."""

WHO: dict[Who, dict[Language, str]] = {
    Who.USER: {EN: "the user", DE: "der Benutzer"},
    Who.ADMINISTRATOR: {EN: "the customer's administrator", DE: "der Administrator des Kunden"},
    Who.PROVIDER: {EN: "the provider", DE: "der Anbieter"},
}
_AT = {EN: "at", DE: "bei"}


def told(health: LineHealth, language: Language) -> Told:
    """What people are told of a line."""
    what, why, todo = TEXTS[health.state][language]
    if health.who is Who.PROVIDER:
        todo = _BY_THE_PROVIDER.get(health.state, {}).get(language, todo)
    who = WHO[health.who][language] if health.who is not None else ""
    return Told(what, why, who, todo, _seen(health.evidence, language))


def _seen(evidence: Evidence | None, language: Language) -> str:
    if evidence is None:
        return ""
    host = evidence.host if evidence.host is not None and evidence.host not in evidence.text else None
    status = str(evidence.status) if evidence.status is not None and str(evidence.status) not in evidence.text else ""
    where = f"{_AT[language]} {host}" if host is not None else ""
    around = " ".join(filter(None, (status, where)))
    return f"{evidence.text} ({around})" if around else evidence.text


_WORDS = {
    EN: ("since {}", "next try {}", "must act: {}", "seen: {}"),
    DE: ("seit {}", "nächster Versuch {}", "muss handeln: {}", "Befund: {}"),
}
Clock = Callable[[float], str]


def sentences(health: LineHealth, language: Language, clock: Clock) -> list[str]:
    """The same as lines of text, with times.

    Args:
        health: Of the line.
        language: In which language.
        clock: Makes a text of seconds since 1970, in the reader's time zone.
    """
    said = told(health, language)
    since, retry, who, seen = _WORDS[language]
    rest = [
        since.format(clock(health.since)),
        who.format(said.who) if said.who else "",
        said.todo,
        seen.format(said.evidence) if said.evidence else "",
        retry.format(clock(health.retry_at)) if health.retry_at is not None else "",
    ]
    return [said.what, said.why, *filter(None, rest)]
