"""Everything that the gateway says, to the platform and to its clients, is valid by the published schemas."""

from __future__ import annotations

import re

import pytest

from ctibridge.servers.csta.translate import FILTER_NAMES
from ctibridge.testing.virtual import run_virtually
from ctibridge.wire.csta.editions import Edition, edition_of_namespace
from tests.contract.everything import EDITIONS, Spoken, everything
from tests.contract.schema import xsi_validator
from tests.contract.test_csta_schema import validated_as
from tests.private_schema import NAMESPACE, PrivateSchema

_ROOT = re.compile(rb'<([A-Za-z]\w*) xmlns="([^"]*)"')


@pytest.fixture(scope="module")
def spoken() -> Spoken:
    return run_virtually(everything(xsi_validator()))


def root_of(document: bytes) -> tuple[str, str]:
    """Name and namespace of the root."""
    found = _ROOT.search(document)
    assert found is not None, document
    return found[1].decode(), found[2].decode()


def test_whatever_the_platform_is_asked_is_valid(spoken):
    assert [] == spoken.complaints


def test_the_platform_was_asked_everything_that_has_a_body(spoken):
    roots = {root_of(document)[0] for document in spoken.to_platform}
    assert {
        "Channel", "Subscription", "EventResponse", "Conference",
        "DoNotDisturb", "CallForwardingAlways", "CallForwardingBusy", "CallForwardingNoAnswer",
        "CallForwardingNotReachable", "CallWaiting", "RemoteOffice", "HotelingGuest", "BroadWorksAnywhereLocation",
    } == roots  # fmt: skip
    bodies = b"".join(spoken.to_platform)
    for what in (b"Advanced Call", b"<statusCode>200<", b"<expires>86400</expires></Subscription>"):
        assert what in bodies


@pytest.mark.parametrize("edition", [*EDITIONS, None])
def test_whatever_clients_are_told_is_valid(spoken, edition):
    """None: messages about sessions, which have no edition."""
    checked = 0
    for document in dict.fromkeys(spoken.to_clients):
        name, namespace = root_of(document)
        found = edition_of_namespace(namespace)
        if found is not edition:
            continue
        checked += 1
        for schema, other in validated_as(name, found or Edition.ED5):
            moved = document.replace(namespace.encode(), other.namespace.encode(), 1) if found else document
            assert [] == schema.faults(moved), document.decode()
    assert checked > 3


def test_whatever_is_private_is_valid_by_our_own_schema(spoken):
    schema = PrivateSchema()
    for document in dict.fromkeys(spoken.to_clients):
        if NAMESPACE.encode() in document:
            assert [] == schema.faults(document), document.decode()
    told = {"callingName", "calledName", "party", "linkedCall", "recording", "call", "services", "unreported"}
    assert told == schema.seen


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_event_that_is_announced_comes(spoken, edition):
    spelt = {"transferred": "TransferedEvent"}
    names = {name for name, namespace in map(root_of, spoken.to_clients) if namespace == edition.namespace}
    assert "PrivateEvent" in names
    for _, name in FILTER_NAMES.values():
        assert spelt.get(name, f"{name[0].upper()}{name[1:]}Event") in names


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_kind_of_answer_was_heard(spoken, edition):
    names = {name for name, namespace in map(root_of, spoken.to_clients) if namespace == edition.namespace}
    assert {
        "MakeCallResponse", "AnswerCallResponse", "ClearConnectionResponse", "HoldCallResponse", "RetrieveCallResponse",
        "AlternateCallResponse", "ConsultationCallResponse", "TransferCallResponse", "ConferenceCallResponse",
        "SingleStepTransferCallResponse", "DeflectCallResponse", "GenerateDigitsResponse", "SetDoNotDisturbResponse",
        "GetDoNotDisturbResponse", "SetForwardingResponse", "GetForwardingResponse", "MonitorStartResponse",
        "MonitorStopResponse", "SnapshotDeviceResponse", "SnapshotCallResponse", "SystemRegisterResponse",
        "SystemRegisterCancelResponse", "SystemStatus", "SystemStatusResponse", "RequestSystemStatusResponse",
        "GetSwitchingFunctionDevicesResponse", "SwitchingFunctionDevices", "GetSwitchingFunctionCapsResponse",
        "GetCSTAFeaturesResponse", "GetLogicalDeviceInformationResponse", "GetPhysicalDeviceInformationResponse",
        "ClearCallResponse", "SetMessageWaitingIndicatorResponse", "GetMessageWaitingIndicatorResponse",
        "CSTAErrorCode", "MonitorStop", "ChangeMonitorFilterResponse", "ChangeSysStatFilterResponse",
        "EscapeResponse",
    } <= names  # fmt: skip
