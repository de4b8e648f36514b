"""The names of services, events and properties that a server announces: sets of names in the order of the schema.

Services and events stand in their lists as empty elements. Which parameters of a service a server honours could
stand inside them; nobody here asks, so that is passed over.
"""

from __future__ import annotations

from typing import Annotated

from ctibridge.wire.markup.binding import names

# Edition 3 has other names for the profiles of uaCSTA, which is no business of a switch.
Profiles = Annotated[
    frozenset[str],
    names(
        *("basicTelephonyProfile", "routeingProfile"),
        *("l1aVoiceBrowserProfile", "l1bVoiceBrowserProfile", "l2VoiceBrowserProfile"),
    ),
]
DeviceIDFormat = Annotated[
    frozenset[str],
    names(
        *("dialableDigitsAsterix", "dialableDigitsHash", "dialableDigitsABCD", "dialableDigitsExclamation"),
        *("dialableDigitsP", "dialableDigitsT", "dialableDigitsComma", "dialableDigitsW", "dialableDigitsAt"),
        *("dialableDigitsDollar", "dialableDigitsSemicolon", "sFReprExclamation", "sFReprEt", "sFReprSlash"),
        *("sFReprPercent", "sFReprNM", "sFReprGeneric", "sFReprImplicitTON", "sFReprPubTONUnkown"),
        *("sFReprPubTONInternal", "sFReprPubTONNational", "sFReprPubTONSubscriber", "sFReprPubTONAbbreviated"),
        *("sFReprPriTONUnknown", "sFReprPriTONLevel3", "sFReprPriTONLevel2", "sFReprPriTONLevel1"),
        *("sFReprPriTONLocal", "sFReprPriTONAbbreviated", "sFReprOther", "deviceNumber"),
        *("deviceIDTagPrivateNumber", "deviceIDTagPrivateName"),
        since={"deviceIDTagPrivateNumber": 6, "deviceIDTagPrivateName": 6},
    ),
]
SwDomainFeatures = Annotated[
    frozenset[str],
    names(
        *("isForwardingBefore", "isForwardingAfter", "swFunctionDefaultSettings", "userSpecific"),
        *("userSpecificDefaultFowardingType", "userSpecificDefaultForwardDestination", "negativeAcknowledgment"),
        *("supportFailedWithAssConn", "supportFailedWithoutAssConn", "supportFailedWithAssConnNotReportet"),
        *("recall", "callBack", "extCallsIncoming", "extCallsOutgoing", "prompting"),
    ),
]
SwAppearanceAddressability = Annotated[
    frozenset[str],
    names("nonAddressable", "addressable"),
]
SwAppearanceTypes = Annotated[
    frozenset[str],
    names(
        *("selectedStandard", "basicStandard", "basicBridged", "exclusiveBridged", "independentSharedBridged"),
        "interDependentSharedBridged",
    ),
]
MiscMonitorCaps = Annotated[
    frozenset[str],
    names(
        *("groupInclusivModel", "groupExclusiveModel", "monitorPhysicalElement", "acdDeviceInclusiv"),
        "acdDeviceExclusiv",
    ),
]
TransAndConfSetup = Annotated[
    frozenset[str],
    names("consultationCall", "holdCallMakeCall", "alternateCall", "twoCallsInHold", "twoCallsInConnected"),
]
CallLinkageOptions = Annotated[
    frozenset[str],
    names("callLinkageFeatureSupported", "threadLinkageFeatureSupported"),
]
ACDModels = Annotated[
    frozenset[str],
    names("visibleACDRelatedDevices", "nonVisibleACDRelatedDevices"),
]
AgentLogOnModels = Annotated[
    frozenset[str],
    names("logOnToACDDevice", "logOnToACDGroupExplOneStep", "logOnToACDGroupExplTwoSteps", "logOnToACDImplOneStep"),
]
AgentStateModels = Annotated[
    frozenset[str],
    names("multiState", "multiStateSemiIndependentLinked", "agentOriented"),
]
GroupDeviceAttributes = Annotated[
    frozenset[str],
    names(
        *("acd", "hunt", "pick", "user", "agent", "other"),
        since={"agent": 6},
    ),
]
DeviceAttributes = Annotated[
    frozenset[str],
    names("mediaAccessDevice", "routeingDevice", "groupACD", "groupHunt", "groupPick", "groupUser"),
]
MessageSeqNumbers = Annotated[
    frozenset[str],
    names("allEvents", "allAcks", "allServReqs"),
]
SecurityFormat = Annotated[
    frozenset[str],
    names("octetStringFromSF", "otherTypeFromSF", "octetStringToSF", "otherTypeToSF"),
]
CapExchangeServList = Annotated[
    frozenset[str],
    names(
        *("getCSTAFeatures", "getLogicalDeviceInformation", "getPhysicalDeviceInformation"),
        *("getSwitchingFunctionCaps", "getSwitchingFunctionDevices", "switchingFunctionDevices"),
        empty=True,
    ),
]
SystemStatusServList = Annotated[
    frozenset[str],
    names(
        *("changeSystemStatusFilter", "systemRegister", "systemStatusRegisterAbort", "systemStatusRegisterCancel"),
        *("requestSystemStatus", "systemStatus", "swFunctionCapsChanged", "swFunctionDevicesChanged"),
        *("getRegistrations", "registrationInfo"),
        since={"getRegistrations": 6, "registrationInfo": 6},
        empty=True,
    ),
]
MonitoringServList = Annotated[
    frozenset[str],
    names(
        *("changeMonitorFilter", "monitorStart", "monitorStop", "getMonitors", "monitorInfo"),
        since={"getMonitors": 6, "monitorInfo": 6},
        empty=True,
    ),
]
SnapshotServList = Annotated[
    frozenset[str],
    names(
        *("snapshotCall", "snapshotDevice", "snapshotCallData", "snapshotDeviceData"),
        empty=True,
    ),
]
CallControlServList = Annotated[
    frozenset[str],
    names(
        *("acceptCall", "alternateCall", "answerCall", "callBack", "callBackMessage", "campOnCall", "clearCall"),
        *("clearConnection", "conferenceCall", "consultationCall", "deflectCall", "dialDigits"),
        *("directedPickupCall", "groupPickupCall", "holdCall", "intrudeCall", "joinCall", "makeCall"),
        *("makeConnection", "makePredictiveCall", "parkCall", "reconnectCall", "retrieveCall", "sendMessage"),
        *("singleStepConference", "singleStepTransfer", "transferCall"),
        since={"makeConnection": 6},
        empty=True,
    ),
]
CallControlEvtsList = Annotated[
    frozenset[str],
    names(
        *("bridged", "callCleared", "conferenced", "connectionCleared", "delivered", "digitsDialed", "diverted"),
        *("established", "failed", "held", "netwCapsChanged", "netwReached", "offered", "originated", "queued"),
        *("retrieved", "serviceInitiated", "transferred"),
        empty=True,
    ),
]
CallAssociatedServList = Annotated[
    frozenset[str],
    names(
        *("associateData", "cancelTelephonyTones", "changeConnectionInformation", "generateDigits"),
        *("generateTelephonyTones", "sendUserInformation"),
        empty=True,
    ),
]
CallAssociatedEvtsList = Annotated[
    frozenset[str],
    names(
        *("callInformation", "charging", "digitsGenerated", "telephonyTonesGenerated", "serviceCompletionFailure"),
        empty=True,
    ),
]
LogicalServList = Annotated[
    frozenset[str],
    names(
        *("callBackNonCallRel", "callBackMsgNonCallRel", "cancelCallBack", "cancelCallBackMsg", "getAgentState"),
        *("getAutoAnswer", "getAutoWorkMode", "getCallBack", "getCallerIDStatus", "getDoNotDisturb"),
        *("getForwarding", "getLastNumberDialed", "getPresenceState", "getRouteingMode", "setAgentState"),
        *("setAutoAnswer", "setAutoWorkMode", "setCallerIDStatus", "setDoNotDisturb", "setForwarding"),
        *("setPresenceState", "setRouteingMode"),
        since={"getCallBack": 6, "getPresenceState": 6, "setPresenceState": 6},
        empty=True,
    ),
]
LogicalEvtsList = Annotated[
    frozenset[str],
    names(
        *("agentBusy", "agentLoggedOff", "agentLoggedOn", "agentNotReady", "agentReady", "agentWorkingAfterCall"),
        *("autoAnswer", "autoWorkMode", "callBack", "callBackMessage", "callerIDStatus", "doNotDisturb"),
        *("forwarding", "presenceState", "routeingMode"),
        since={"presenceState": 6},
        empty=True,
    ),
]
PhysDevServList = Annotated[
    frozenset[str],
    names(
        *("buttonPress", "getAuditoryApparatusInfo", "getButtonInformation", "getDisplay", "getHookSwitchStatus"),
        *("getLampInfo", "getLampMode", "getMessageWaitingIndicator", "getMicrophoneGain", "getMicrophoneMute"),
        *("getRingerStatus", "getSpeakerMute", "getSpeakerVolume", "setButtonInformation", "setDisplay"),
        *("setHookSwitchStatus", "setLampMode", "setMessageWaitingIndicator", "setMicrophoneGain"),
        *("setMicrophoneMute", "setRingerStatus", "setSpeakerMute", "setSpeakerVolume"),
        empty=True,
    ),
]
PhysDevEvtsList = Annotated[
    frozenset[str],
    names(
        *("buttonInformation", "buttonPress", "displayUpdated", "hookswitch", "lampMode", "messageWaiting"),
        *("microphoneGain", "microphoneMute", "ringerStatus", "speakerMute", "speakerVolume"),
        empty=True,
    ),
]
DeviceMaintEvtsList = Annotated[
    frozenset[str],
    names(
        *("backInService", "deviceCapsChanged", "outOfService", "partiallyInService"),
        empty=True,
    ),
]
VendorSpecificServList = Annotated[
    frozenset[str],
    names(
        *("escapeRegister", "escapeRegisterCancel", "escapeRegisterAbort", "escape", "privateDataVersionSelection"),
        empty=True,
    ),
]
VendorSpecificEvtsList = Annotated[
    frozenset[str],
    names(
        "privateEvent",
        empty=True,
    ),
]
