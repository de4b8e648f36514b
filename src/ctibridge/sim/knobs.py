"""Everything about the simulated platform that can be set, with its default and the reason for it.

May be changed while the simulator runs. Faults are off by default; a fault that counts goes off by itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from ctibridge.wire.markup.split import MAX_SIZE
from ctibridge.wire.xsi.calls import InternalReleaseCause
from ctibridge.wire.xsi.channels import NEVER_EXPIRES_S

AUTO = "auto"
SUFFIXES = {"lf": "\n", "none": "", "nul": "\0", "crlf": "\r\n"}


@dataclass(slots=True)
class Faults:
    """What can go wrong on the way. Sizes are bytes."""

    cut_after: int | None = None  # so much of each stream, then the connection is cut
    one_byte_segments: bool = False
    merge_segments: bool = False  # documents that are ready together share a chunk
    delay_s: float = 0.0  # so late comes what is written to CTI clients; HTTP clients have `late_s`
    duplicate_event: bool = False  # every event twice
    lose_event: int = 0  # n: the n-th event from now on is numbered and never sent
    repeat_event: int = 0  # n: the n-th event from now on is sent twice
    late_event: int = 0  # n: the n-th event from now on is overtaken, also by those of its own user
    late_s: float = 1.0  # for so long
    mute_keepalive: bool = False  # no heartbeat or keep-alive is answered
    half_open: bool = False  # nothing reaches the client any more, and nobody says so
    lose_response: int = 0  # so many requests are done, and the answer is lost
    unavailable: int = 0  # so many requests are answered with 503
    refuse_subscriptions: str | None = None  # every new one is refused with this text, as for want of a licence
    login_page: bool = False  # a proxy answers with its login page
    pretty_documents: bool = False  # an element to a line
    odd_white_space: bool = False  # around texts, as in published examples
    unknown_elements: bool = False  # platforms grow
    unknown_events: bool = False  # an event of a type that nobody knows, before each event
    other_prefixes: bool = False
    dns: str | None = None  # of all names: a NameFault of `zone`

    def strikes(self, name: str) -> bool:
        """Counts down to one event, as `lose_event` and its like do; whether this is the one."""
        left: int = getattr(self, name)
        if left > 0:
            setattr(self, name, left - 1)
        return left == 1


@dataclass(slots=True)
class Knobs:
    """The platform's settings. Durations are seconds."""

    click_to_dial_timeout_s: float = 30.0  # nobody picks up the own telephone
    click_to_dial_changes_id: bool = False  # the call goes out under another call id; the schema warns of it
    treatment_s: float = 5.0  # the caller hears that it is busy, then the platform hangs up
    ring_s: float = 6.0  # one ring of Call Forwarding No Answer: on and off again
    ring_timeout_s: float = 180.0  # nobody answers and no service takes the call
    recall_after_s: float = 30.0  # a transferred call that is not answered comes back
    park_recall_after_s: float = 45.0  # a parked call that nobody retrieves comes back; operators set 30 to 600
    phantom_s: tuple[float, float] = (0.020, 0.050)  # life of a call that finds its user busy; from live platforms
    appearances: int = 4  # calls that a telephone can have at a time
    max_redirections: int = 10  # more is a loop
    # The schema says of Busy that Do Not Disturb uses it; Temporarily Unavailable is reported as well.
    dnd_cause: str = InternalReleaseCause.BUSY
    connected_line_presentation: bool = True  # callers see where their call was forwarded to (4.7.1.1.16)
    recording_fails: bool = False  # no recording can be started
    adding_retrieves_conference: bool = True  # taking a call into a held conference (inferred)
    remote_control: bool = True  # telephones can be answered and retrieved by request
    update_when_ringing: bool = False  # CallUpdated when a device rings; some live platforms do so
    outside_answers_after_s: float | None = None  # None: numbers in the public network wait for the control face

    force_expires_s: int | None = None  # a live system answered 86400 to every wish
    max_expires_s: int = NEVER_EXPIRES_S
    event_timeout_s: float = 30.0  # the documented example; live values are not announced
    ack_timeout_s: float = 10.0  # not published
    resend_at_end: bool = True  # events that a channel leaves unanswered go out again at once (inferred)
    max_channels_per_set: int = 8  # a limit exists, its value is not published
    max_subscriptions_per_owner: int | None = None  # the same
    queue_without_channel: int = 0  # events kept while a set has no channel; what live platforms do is not known
    # What happens when an HTTP contact does not take an event is not published; see faces/contacts.py.
    contact_timeout_s: float = 10.0  # as long as an acknowledgement may take on a channel
    contact_tries: int = 3
    contact_retry_s: float = 1.0
    contact_backlog: int = 1000  # events that may wait for one contact

    # The CTI interface; none of it is published (reference, section 16), so each default is the likeliest reading.
    cti_framing: str = AUTO  # auto: read what comes, write xml-root
    cti_suffix: str = "lf"  # behind each document with xml-root: what line readers and root readers both take
    cti_declaration: bool = False  # published examples have none
    cti_max_document: int = MAX_SIZE
    cti_strict: bool = False  # refuse what the schema does not have, dialects of published examples included
    cti_passthrough: bool = False  # serve what is not among the schema's 138 requests
    cti_created: bool = False  # a dialled call is answered with 201, as over HTTP
    cti_events_first: bool = False  # events of a request come before its response
    cti_close_after: int | None = None  # so many 401 in a row close the connection
    ka_period_s: float = 30.0  # of silence, then a keep-alive
    ka_miss: int = 3  # silence after so many closes the connection
    idle_close_s: float | None = None  # a client that says nothing at all for so long is cut off
    drain_s: float = 0.1  # between the channels that a server lets go which is being emptied

    lock_after: int | None = 5  # wrong passwords in a row lock the account
    lock_s: float = 300.0
    user_rate: float | None = None  # transactions per second of one account
    total_rate: float | None = None
    retry_after_s: int = 1

    actions_context: str = "com.broadsoft.xsi-actions"  # operators rename the contexts
    events_context: str = "com.broadsoft.xsi-events"
    path_prefix: str = ""  # before the contexts, with its slash in front
    unassigned_status: int = 404  # of a service that the user does not have; 403 is as likely (reference, section 3)
    administrators_have_profiles: bool = False  # under their own id, and directories; they are no users (inferred)
    realm: str = "BroadWorks"
    release: str = "25.0"
    oldest_release: str = "21.0"  # requests may ask for the formats of this one up to `release`
    locale_charset: str = "ISO-8859-1"  # of profile, directory and service replies
    page_records: int = 50  # most records in one page of a directory
    dns_ttl_s: int = 60  # of names that have none of their own; operators often take an hour
    validate: Callable[[bytes], str | None] | None = None  # a client's document -> what is wrong; for tests
    faults: Faults = field(default_factory=Faults)
