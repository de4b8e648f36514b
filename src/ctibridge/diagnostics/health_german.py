"""What German-speaking people are told of a line's health; see `health_texts.py`."""

from __future__ import annotations

from ctibridge.model.health import HealthState, Who

TEXTS: dict[HealthState, tuple[str, str, str]] = {
    HealthState.IN_SERVICE: (
        "Die Leitung ist in Betrieb.",
        "Die Plattform meldet ihre Anrufe.",
        "",
    ),
    HealthState.STARTING: (
        "Die Leitung ist noch nicht in Betrieb.",
        "Das Gateway fragt die Plattform nach ihr.",
        "Warten.",
    ),
    HealthState.NOT_CONNECTED: (
        "Die Leitung ist außer Betrieb.",
        "Kein Server der Plattform ist erreichbar.",
        "ctibridge check ausführen: prüft Namensauflösung, Firewall, Port und Zertifikat der Reihe nach.",
    ),
    HealthState.LOGIN_FAILED: (
        "Die Leitung ist außer Betrieb, wie alle dieses Anbieters.",
        "Die Plattform weist das Administratorkonto des Gateways ab.",
        "Benutzer und Kennwort des Anbieters in der Konfiguration berichtigen.",
    ),
    HealthState.INVALID_PASSWORD: (
        "Die Leitung ist außer Betrieb; alle anderen sind nicht betroffen.",
        "Die Plattform weist das Kennwort des Kontos dieser Leitung ab, oder es ist keines bekannt.",
        "Dem Gateway das jetzige Kennwort dieses Benutzers geben.",
    ),
    HealthState.LOCKED: (
        "Die Leitung ist außer Betrieb.",
        "Die Plattform hat das Konto nach zu vielen falschen Kennwörtern gesperrt.",
        "Das Konto entsperren, und feststellen, wer es sonst mit einem alten Kennwort benutzt.",
    ),
    HealthState.NO_PERMISSION: (
        "Die Leitung ist außer Betrieb.",
        "Das Konto des Gateways darf die Anrufe dieses Benutzers nicht beobachten.",
        "Dem Konto die Anrufereignisse dieses Benutzers erlauben; ist er umgezogen, die Leitungen neu einlesen.",
    ),
    HealthState.UNKNOWN_USER: (
        "Die Leitung ist außer Betrieb.",
        "Die Plattform kennt diesen Benutzer nicht: gelöscht, umgezogen oder falsch geschrieben.",
        "Die Benutzerkennung berichtigen oder die Leitung entfernen.",
    ),
    HealthState.NOT_ASSIGNED: (
        "Die Leitung ist außer Betrieb.",
        "Dem Benutzer fehlt ein Leistungsmerkmal, ohne das keine Anrufe gemeldet werden, oder eine Lizenz dafür.",
        "Dem Benutzer das Leistungsmerkmal zuweisen.",
    ),
    HealthState.LIMIT_REACHED: (
        "Die Leitung ist außer Betrieb.",
        "Eine Grenze der Plattform für Abonnements, Kanäle oder Sitzungen ist erreicht.",
        "Die Grenze anheben oder beenden, was andere Anwendungen zurückgelassen haben.",
    ),
    HealthState.OVERLOADED: (
        "Die Leitung ist vorübergehend außer Betrieb.",
        "Die Plattform ist überlastet und hat um eine Pause gebeten.",
        "Nichts, wenn es vorübergeht. Kommt es öfter vor, ist die Plattform zu klein für ihre Benutzer.",
    ),
    HealthState.REFUSED: (
        "Die Leitung ist außer Betrieb.",
        "Die Plattform lehnt aus einem Grund ab, den das Gateway nicht kennt.",
        "Die Antwort der Plattform nachschlagen oder den Herstellern des Gateways weitergeben.",
    ),
}
"""What it means, why, and what to do."""

CAUSES: dict[HealthState, str] = {
    HealthState.IN_SERVICE: "",
    HealthState.STARTING: "wird noch abgefragt",
    HealthState.NOT_CONNECTED: "Plattform nicht erreichbar",
    HealthState.LOGIN_FAILED: "Konto des Gateways abgewiesen",
    HealthState.INVALID_PASSWORD: "Kennwort falsch oder unbekannt",
    HealthState.LOCKED: "Konto gesperrt",
    HealthState.NO_PERMISSION: "Gateway darf sie nicht beobachten",
    HealthState.UNKNOWN_USER: "Benutzer unbekannt",
    HealthState.NOT_ASSIGNED: "Leistungsmerkmal oder Lizenz fehlt",
    HealthState.LIMIT_REACHED: "Grenze der Plattform erreicht",
    HealthState.OVERLOADED: "Plattform überlastet",
    HealthState.REFUSED: "abgelehnt, Grund unbekannt",
}
"""The cause in a few words, for a table."""

TODO_OF_THE_PROVIDER = {
    HealthState.NOT_CONNECTED: "Den Server wieder in Betrieb nehmen oder sein Zertifikat erneuern, je nach Befund.",
}
"""What to do where it is the provider who must act, and not whoever usually must."""

WHO = {
    Who.USER: "der Benutzer",
    Who.ADMINISTRATOR: "der Administrator des Kunden",
    Who.PROVIDER: "der Anbieter",
}

SINCE, RETRY, MUST_ACT, SEEN, AT = "seit {}", "nächster Versuch {}", "muss handeln: {}", "Befund: {}", "bei"
