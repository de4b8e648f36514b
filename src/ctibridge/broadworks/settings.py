"""How one platform is reached and what is asked of it. Times in seconds."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from math import ceil
from pathlib import Path
from typing import Annotated

from msgspec import Meta
from yarl import URL

from ctibridge.broadworks.audit import SILENCE_S
from ctibridge.broadworks.connections import Connection, bracketed
from ctibridge.numbering.settings import UNCHANGED, NumberSettings
from ctibridge.wire.cti.profile import DEFAULT, ServerProfile
from ctibridge.wire.xsi.channels import EventPackage


class Scope(StrEnum):
    """Whose lines are read and watched."""

    ENTERPRISE = "enterprise"
    GROUP = "group"
    USERS = "users"


class Accounts(StrEnum):
    """With whose credentials lines are served."""

    ONE = "one"  # those of one account, which may see all of them
    EACH = "each"  # those of each line's own user


CALL_PACKAGE = EventPackage.ADVANCED_CALL
SERVICE_NAMES: dict[str, str] = {
    EventPackage.DO_NOT_DISTURB: "DoNotDisturb",
    EventPackage.CALL_FORWARDING_ALWAYS: "CallForwardingAlways",
    EventPackage.CALL_FORWARDING_BUSY: "CallForwardingBusy",
    EventPackage.CALL_FORWARDING_NO_ANSWER: "CallForwardingNoAnswer",
}
"""The services whose state can be asked for: their packages, and their names in addresses (xsi.md section 3)."""

SERVICE_PACKAGES = (
    *SERVICE_NAMES,
    EventPackage.CALL_PARK,
    EventPackage.CALL_WAITING,
    EventPackage.VOICE_MAIL_MESSAGE_SUMMARY,
)
RARE_PACKAGES = (EventPackage.REMOTE_OFFICE, EventPackage.BROADWORKS_ANYWHERE, EventPackage.HOTELING_GUEST)
"""Packages that a single user's subscriptions have only once somebody asks: else 10,000 of them would cost 30,000
requests more. For a collection of users it is one each."""
MOST_SIDE_BY_SIDE = 64  # connections; whoever sets a rate without limit does not mean those

# What a configuration file may say. A time of nothing would be a loop without a pause, an endless one breaks timers.
YEAR_S = 31_536_000
Seconds = Annotated[float, Meta(gt=0, le=YEAR_S)]
Text = Annotated[str, Meta(min_length=1)]
Release = Annotated[str, Meta(min_length=1, pattern=r"^[\w.\-]+\Z")]  # it becomes a header


@dataclass(frozen=True, slots=True)
class Contents:
    """SHA-256 of what stood in files when the settings were read: one that was renewed under its name is a change."""

    ca_file: str | None = None
    client_certificate: str | None = None
    client_key: str | None = None


@dataclass(frozen=True, slots=True)
class Timing:
    """Time limits and intervals; the defaults are explained where they are used."""

    connect_s: Seconds = 5.0
    request_s: Seconds = 10.0
    dial_s: Seconds = 20.0
    heartbeat_s: Seconds = 15.0  # half of the documented eventTimeout of 30 (XSI 4.2.1.2)
    heartbeat_answer_s: Seconds = 5.0
    channel_life_s: Annotated[int, Meta(ge=1, le=YEAR_S)] = 86_400  # asked for; the platform grants what it likes
    # A channel lost for less than this does not take the lines out of service.
    outage_grace_s: Annotated[float, Meta(ge=0, le=YEAR_S)] = 5.0
    auth_retry_s: Seconds = 60.0  # accounts lock themselves: never more than one try a minute
    lines_refresh_s: Seconds = 3_600.0
    calls_check_s: Seconds = SILENCE_S


@dataclass(frozen=True, slots=True)
class Contexts:
    """Names of the web applications; operators rename them."""

    actions: Text = "com.broadsoft.xsi-actions"
    events: Text = "com.broadsoft.xsi-events"
    asynchronous: Text = "com.broadsoft.async"


@dataclass(frozen=True, slots=True)
class DnsSettings:
    """How the servers are found.

    Args:
        srv: Whether SRV records are asked for at all.
        more_names: Whether names that other clients use are asked for when the usual ones do not exist.
        servers: Name servers, `address[:port]`; empty: the system's.
        timeout_s: Limit for one look-up.
        tls_names: Names accepted in certificates beyond the configured host and what lies below it.
    """

    srv: bool = True
    more_names: bool = True
    servers: tuple[Text, ...] = ()
    timeout_s: Seconds = 3.0
    tls_names: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class LineSettings:
    """Which lines of the directory are served. A pattern may have `*` and `?`; case does not matter; empty: all.

    Args:
        add: Whether lines that are new are served by themselves.
        groups: Ids of groups.
        departments: Departments, as the directory spells them.
        user_ids: User ids.
        numbers: Numbers, without what only separates digits.
        extensions: Extensions.
    """

    add: bool = True
    groups: tuple[Text, ...] = ()
    departments: tuple[Text, ...] = ()
    user_ids: tuple[Text, ...] = ()
    numbers: tuple[Text, ...] = ()
    extensions: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class BroadWorksSettings:
    """One provider.

    Args:
        name: What the administrator calls it.
        url: `http://host[:port][/prefix]` or `https://...`; for the CTI interface `cti://host[:port]` or `ctis://...`.
            The ports default to those of `Connection`.
        user: User id with domain; empty where each line has its own account.
        password: The web password.
        accounts: Whether this one account serves all lines, or each line has its own.
        passwords_file: Where those of the lines are, where each has its own account.
        passwords: What is in it, by user id.
        scope: Whose lines.
        directory_user: The user whose directory is read and who tells the enterprise; None: the account itself. An
            administrator's account is no user and has neither: then it has to be named.
        enterprise: The enterprise's or service provider's id; None: that of the account.
        group: The group's id, for scope group; None: that of the account.
        users: User ids, for scope users; empty: the account itself, or all of `passwords`. For a collection those whom
            its directory leaves out.
        application_id: Unique for this instance of ctibridge; the platform replaces subscriptions by it.
        channel_set_id: Constant for this instance over restarts.
        requests_per_s: How many requests for upkeep and reading the platform is asked to bear.
        acknowledgement_lanes: Connections over which events are acknowledged side by side.
        ca_file: Certificates to trust instead of the system's.
        fingerprints: SHA-256 of the servers' certificates, in hexadecimal digits: these are trusted, and no others.
        client_certificate: PEM file with the gateway's own certificate and its chain; None: it shows none.
        client_key: PEM file with the private key; None: it is in the same file.
        contents: What is in these files.
        protocol_version: `X-BroadWorks-Protocol-Version`; None: the platform's own release.
        page_size: Directory records asked for at once (at most 1000).
        cti: How servers of the CTI interface are spoken to, for those who know; else it is found out.
        side_url: With the CTI interface, the XSI server for what it cannot do; None: `side`'s default.
        lines: Which lines of the scope are served.
        numbers: How numbers are completed and rewritten.
    """

    name: str
    url: str
    user: Text = ""
    password: str = field(default="", repr=False)
    accounts: Accounts = Accounts.ONE
    passwords_file: Path | None = None
    passwords: dict[Text, Text] = field(default_factory=dict, repr=False)
    scope: Scope = Scope.ENTERPRISE
    directory_user: Text | None = None
    enterprise: Text | None = None
    group: Text | None = None
    users: tuple[Text, ...] = ()
    application_id: Text = "ctibridge"
    channel_set_id: Text = "ctibridge"
    requests_per_s: Annotated[float, Meta(gt=0, le=10_000)] = 50.0
    acknowledgement_lanes: Annotated[int, Meta(ge=1, le=100)] = 4
    ca_file: Path | None = None
    fingerprints: tuple[Text, ...] = ()
    client_certificate: Path | None = None
    client_key: Path | None = None
    contents: Contents = Contents()
    protocol_version: Release | None = None
    page_size: Annotated[int, Meta(ge=1, le=1000)] = 500
    side_url: Text | None = None
    contexts: Contexts = Contexts()
    timing: Timing = Timing()
    dns: DnsSettings = DnsSettings()
    cti: ServerProfile = DEFAULT
    lines: LineSettings = LineSettings()
    numbers: NumberSettings = UNCHANGED

    @property
    def connection(self) -> Connection:
        """Which interface, and whether it is encrypted."""
        return Connection.of(self.url)

    @property
    def is_own_account(self) -> bool:
        """Whether the account is that of the only line, and not of somebody who looks after others."""
        return self.scope is Scope.USERS and self.users in {(), (self.user,)}

    @property
    def host(self) -> str:
        """The configured host, as DNS spells it."""
        return URL(self.url).raw_host or ""

    @property
    def port(self) -> int:
        """The configured port, or the usual one of the connection."""
        return URL(self.url).explicit_port or self.connection.port

    @property
    def xsi_url(self) -> str:
        """The XSI server: `url` itself, or what stands beside the CTI interface."""
        side = self.connection.side
        return self.url if side is None else self.side_url or f"{side}://{bracketed(self.host)}"

    @property
    def side_by_side(self) -> int:
        """Requests that may wait for an answer at a time: enough for the rate when an answer takes a tenth of a second.

        Never below 8, the same the CTI interface would be given in flight, so that one slow answer holds up little.
        """
        return min(MOST_SIDE_BY_SIDE, max(8, ceil(self.requests_per_s / 10)))
