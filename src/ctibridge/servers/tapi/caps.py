"""What lines can do at all: the members of LINEDEVCAPS and LINEADDRESSCAPS."""

from __future__ import annotations

from functools import reduce
from operator import or_

from ctibridge.servers.tapi import constants as t
from ctibridge.servers.tapi.features import FEATURES, WITHOUT_SERVICE
from ctibridge.servers.tapi.forwardings import KINDS
from ctibridge.servers.tapi.states import MODES
from ctibridge.wire.tapi.messages import Caps

LINE_FEATURES = (
    t.LINEFEATURE_DEVSPECIFICFEAT | t.LINEFEATURE_FORWARD | t.LINEFEATURE_MAKECALL | t.LINEFEATURE_SETDEVSTATUS
)
ADDRESS_FEATURES = (
    t.LINEADDRFEATURE_FORWARD
    | t.LINEADDRFEATURE_MAKECALL
    | t.LINEADDRFEATURE_PICKUP
    | t.LINEADDRFEATURE_PICKUPGROUP
    | t.LINEADDRFEATURE_PICKUPDIRECT
    | t.LINEADDRFEATURE_UNPARK
)
PARTY_FLAGS = t.LINECALLPARTYID_BLOCKED | t.LINECALLPARTYID_NAME | t.LINECALLPARTYID_ADDRESS | t.LINECALLPARTYID_UNKNOWN
CALL_STATES = (
    t.LINECALLSTATE_IDLE
    | t.LINECALLSTATE_OFFERING
    | t.LINECALLSTATE_ACCEPTED
    | t.LINECALLSTATE_DIALTONE
    | t.LINECALLSTATE_DIALING
    | t.LINECALLSTATE_RINGBACK
    | t.LINECALLSTATE_BUSY
    | t.LINECALLSTATE_CONNECTED
    | t.LINECALLSTATE_PROCEEDING
    | t.LINECALLSTATE_ONHOLD
    | t.LINECALLSTATE_CONFERENCED
    | t.LINECALLSTATE_ONHOLDPENDCONF
    | t.LINECALLSTATE_ONHOLDPENDTRANSFER
    | t.LINECALLSTATE_DISCONNECTED
)
TRACKING = t.LINECALLHUBTRACKING_ALLCALLS | t.LINECALLHUBTRACKING_PROVIDERLEVEL
MOST_CALLS = 20  # no limit of the platform's is known; TAPI wants a number
MOST_IN_CONFERENCE = 15  # BroadWorks' N-way calling, with the owner
LEAST_RINGS, MOST_RINGS = 2, 20  # of a forwarding (BroadWorks: 2 to 20)
CLASS = 1  # all lines are of one: services that a user lacks are refused by the platform

DEVICE: dict[str, int] = {
    "bearermodes": t.LINEBEARERMODE_VOICE,
    "mediamodes": t.LINEMEDIAMODE_INTERACTIVEVOICE,
    "generatedigitmodes": t.LINEDIGITMODE_DTMF,
    "devcapflags": t.LINEDEVCAPFLAGS_CALLHUB | t.LINEDEVCAPFLAGS_CALLHUBTRACKING,
    "maxnumactivecalls": MOST_CALLS,
    "answermode": t.LINEANSWERMODE_HOLD,
    "ringmodes": 1,
    "linestates": (
        t.LINEDEVSTATE_RINGING
        | t.LINEDEVSTATE_MSGWAITON
        | t.LINEDEVSTATE_MSGWAITOFF
        | t.LINEDEVSTATE_INSERVICE
        | t.LINEDEVSTATE_OUTOFSERVICE
        | t.LINEDEVSTATE_NUMCALLS
        | t.LINEDEVSTATE_REMOVED
    ),
    "linefeatures": LINE_FEATURES,
    "settabledevstatus": t.LINEDEVSTATUSFLAGS_MSGWAIT,
    "addresstypes": t.LINEADDRESSTYPE_PHONENUMBER,
    "availabletracking": TRACKING,
}
"""Members of LINEDEVCAPS."""

ADDRESS: dict[str, int] = {
    "addresssharing": t.LINEADDRESSSHARING_PRIVATE,
    "addressstates": (
        t.LINEADDRESSSTATE_INUSEZERO
        | t.LINEADDRESSSTATE_INUSEONE
        | t.LINEADDRESSSTATE_INUSEMANY
        | t.LINEADDRESSSTATE_NUMCALLS
        | t.LINEADDRESSSTATE_FORWARD
    ),
    "callinfostates": (
        t.LINECALLINFOSTATE_CALLID
        | t.LINECALLINFOSTATE_RELATEDCALLID
        | t.LINECALLINFOSTATE_ORIGIN
        | t.LINECALLINFOSTATE_REASON
        | t.LINECALLINFOSTATE_CALLERID
        | t.LINECALLINFOSTATE_CALLEDID
        | t.LINECALLINFOSTATE_CONNECTEDID
        | t.LINECALLINFOSTATE_REDIRECTIONID
        | t.LINECALLINFOSTATE_REDIRECTINGID
    ),
    "calleridflags": PARTY_FLAGS,
    "calledidflags": PARTY_FLAGS,
    "connectedidflags": PARTY_FLAGS,
    "redirectionidflags": PARTY_FLAGS,
    "redirectingidflags": PARTY_FLAGS,
    "callstates": CALL_STATES,
    "dialtonemodes": t.LINEDIALTONEMODE_NORMAL,
    "busymodes": t.LINEBUSYMODE_STATION,
    "disconnectmodes": reduce(or_, MODES.values(), t.LINEDISCONNECTMODE_NORMAL),
    "maxnumactivecalls": MOST_CALLS,
    "maxnumonholdcalls": MOST_CALLS,
    "maxnumonholdpendingcalls": 1,
    "maxnumconference": MOST_IN_CONFERENCE,
    "maxnumtransconf": 3,
    "addrcapflags": (
        t.LINEADDRCAPFLAGS_FWDNUMRINGS
        | t.LINEADDRCAPFLAGS_DIALED
        | t.LINEADDRCAPFLAGS_TRANSFERHELD
        | t.LINEADDRCAPFLAGS_TRANSFERMAKE
        | t.LINEADDRCAPFLAGS_CONFERENCEHELD
        | t.LINEADDRCAPFLAGS_CONFERENCEMAKE
        | t.LINEADDRCAPFLAGS_FWDSTATUSVALID
    ),
    "callfeatures": reduce(or_, (first for first, _ in FEATURES.values()), WITHOUT_SERVICE),
    "removefromconfcaps": t.LINEREMOVEFROMCONF_ANY,
    "removefromconfstate": t.LINECALLSTATE_IDLE,
    "transfermodes": t.LINETRANSFERMODE_TRANSFER | t.LINETRANSFERMODE_CONFERENCE,
    "parkmodes": t.LINEPARKMODE_DIRECTED | t.LINEPARKMODE_NONDIRECTED,
    "forwardmodes": reduce(or_, KINDS),
    "maxforwardentries": 3,
    "minfwdnumrings": LEAST_RINGS,
    "maxfwdnumrings": MOST_RINGS,
    "addressfeatures": ADDRESS_FEATURES,
    "callfeatures2": reduce(or_, (second for _, second in FEATURES.values())),
    "connectedmodes": t.LINECONNECTEDMODE_ACTIVE | t.LINECONNECTEDMODE_ACTIVEHELD,
    "offeringmodes": t.LINEOFFERINGMODE_ACTIVE,
    "availablemediamodes": t.LINEMEDIAMODE_INTERACTIVEVOICE,
}
"""Members of LINEADDRESSCAPS."""

CAPS = Caps(
    number=CLASS,
    members={f"dev_{name}": value for name, value in DEVICE.items()}
    | {f"addr_{name}": value for name, value in ADDRESS.items()},
)
