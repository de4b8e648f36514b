"""What English-speaking people are told of a line's health; see `health_texts.py`."""

from __future__ import annotations

from ctibridge.model.health import HealthState, Who

TEXTS: dict[HealthState, tuple[str, str, str]] = {
    HealthState.IN_SERVICE: (
        "The line is in service.",
        "Its calls are told by the platform.",
        "",
    ),
    HealthState.STARTING: (
        "The line is not in service yet.",
        "The gateway is asking the platform for its calls.",
        "Wait.",
    ),
    HealthState.NOT_CONNECTED: (
        "The line is out of service.",
        "No server of the platform can be reached.",
        "Run ctibridge check: it tries name servers, firewall, port and certificate one after the other.",
    ),
    HealthState.LOGIN_FAILED: (
        "The line is out of service, like all others of this provider.",
        "The platform refuses the administrator's account of the gateway.",
        "Correct user and password of the provider in the configuration.",
    ),
    HealthState.INVALID_PASSWORD: (
        "The line is out of service; all others go on.",
        "The platform refuses the password of this line's account, or none is known.",
        "Give the gateway the present password of this user.",
    ),
    HealthState.LOCKED: (
        "The line is out of service.",
        "The platform locked the account after too many wrong passwords.",
        "Unlock the account, and find out who else uses it with an old password.",
    ),
    HealthState.NO_PERMISSION: (
        "The line is out of service.",
        "The gateway's account may not watch the calls of this user.",
        "Allow the account the call events of this user; if the user was moved, read the lines again.",
    ),
    HealthState.UNKNOWN_USER: (
        "The line is out of service.",
        "The platform does not know this user: deleted, moved, or misspelt.",
        "Correct the user id, or take the line out.",
    ),
    HealthState.NOT_ASSIGNED: (
        "The line is out of service.",
        "The user lacks a service that reporting calls needs, or there is no licence left for it.",
        "Assign the service to the user.",
    ),
    HealthState.LIMIT_REACHED: (
        "The line is out of service.",
        "The platform has reached a limit of subscriptions, channels or sessions.",
        "Raise the limit, or end what other applications left behind.",
    ),
    HealthState.OVERLOADED: (
        "The line is out of service for a while.",
        "The platform has too much to do and asked for a pause.",
        "Nothing, if it passes. If it happens often, the platform is too small for its users.",
    ),
    HealthState.REFUSED: (
        "The line is out of service.",
        "The platform refuses for a reason that the gateway does not know.",
        "Look the platform's answer up, or pass it on to the gateway's makers.",
    ),
}
"""What it means, why, and what to do."""

CAUSES: dict[HealthState, str] = {
    HealthState.IN_SERVICE: "",
    HealthState.STARTING: "still being asked for",
    HealthState.NOT_CONNECTED: "platform not reached",
    HealthState.LOGIN_FAILED: "gateway's account refused",
    HealthState.INVALID_PASSWORD: "password wrong or missing",
    HealthState.LOCKED: "account locked",
    HealthState.NO_PERMISSION: "gateway may not watch it",
    HealthState.UNKNOWN_USER: "user not known",
    HealthState.NOT_ASSIGNED: "service or licence missing",
    HealthState.LIMIT_REACHED: "platform's limit reached",
    HealthState.OVERLOADED: "platform overloaded",
    HealthState.REFUSED: "refused, reason unknown",
}
"""The cause in a few words, for a table."""

TODO_OF_THE_PROVIDER = {
    HealthState.NOT_CONNECTED: "Bring the server back, or renew its certificate: what was seen says which.",
}
"""What to do where it is the provider who must act, and not whoever usually must."""

WHO = {
    Who.USER: "the user",
    Who.ADMINISTRATOR: "the customer's administrator",
    Who.PROVIDER: "the provider",
}

SINCE, RETRY, MUST_ACT, SEEN, AT = "since {}", "next try {}", "must act: {}", "seen: {}", "at"
