"""The services of CSTA as methods, named as the services in snake case. Devices may be given as plain text."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TypeVar

from ctibridge.wire.csta import (
    calls,
    capabilities,
    device_information,
    features,
    line_services,
    system,
    transfers,
)
from ctibridge.wire.csta.calls import AutoOriginate
from ctibridge.wire.csta.features import ForwardingType, ForwardListItem
from ctibridge.wire.csta.line_services import LineService
from ctibridge.wire.csta.system import SystemStatusValue
from ctibridge.wire.csta.types import AnyData, ConnectionID, DeviceID, Request, Response
from ctibridge.wire.markup.binding import Tree

R = TypeVar("R", bound=Response)
Device = DeviceID | str


def device_id(device: Device) -> DeviceID:
    """The device, given either way."""
    return device if isinstance(device, DeviceID) else DeviceID(device)


class Services(ABC):
    """What can be asked by one request."""

    @abstractmethod
    async def request(self, message: Request[R], *, timeout_s: float | None = None) -> R:
        """The response to any request."""

    async def make_call(self, device: Device, to: Device, *, prompt: bool | None = None) -> ConnectionID:
        """Dials; gives the caller's connection. `prompt` says whether the telephone asks its user first."""
        originate = {True: AutoOriginate.PROMPT, False: AutoOriginate.DO_NOT_PROMPT, None: None}[prompt]
        request = calls.MakeCall(
            calling_device=device_id(device), called_directory_number=device_id(to), auto_originate=originate
        )
        return (await self.request(request)).calling_device

    async def answer_call(self, connection: ConnectionID) -> None:
        """Answers an alerting connection."""
        await self.request(calls.AnswerCall(call_to_be_answered=connection))

    async def clear_connection(self, connection: ConnectionID) -> None:
        """Takes one device out of its call."""
        await self.request(calls.ClearConnection(connection_to_be_cleared=connection))

    async def clear_call(self, connection: ConnectionID) -> None:
        """Ends the call for everybody."""
        await self.request(calls.ClearCall(call_to_be_cleared=connection))

    async def hold_call(self, connection: ConnectionID) -> None:
        """Puts a connection on hold."""
        await self.request(calls.HoldCall(call_to_be_held=connection))

    async def retrieve_call(self, connection: ConnectionID) -> None:
        """Takes a connection off hold."""
        await self.request(calls.RetrieveCall(call_to_be_retrieved=connection))

    async def reconnect_call(self, active: ConnectionID, held: ConnectionID) -> None:
        """Clears the active call and takes the held one off hold."""
        await self.request(calls.ReconnectCall(active_call=active, held_call=held))

    async def alternate_call(self, held: ConnectionID, active: ConnectionID) -> None:
        """Swaps the held and the active call."""
        await self.request(calls.AlternateCall(held_call=held, active_call=active))

    async def generate_digits(self, connection: ConnectionID, digits: str) -> None:
        """Sends digits to the far end."""
        await self.request(calls.GenerateDigits(connection_to_send_digits=connection, characters_to_send=digits))

    async def consultation_call(self, connection: ConnectionID, to: Device) -> ConnectionID:
        """Holds the call and dials somebody else; gives the new connection."""
        request = transfers.ConsultationCall(existing_call=connection, consulted_device=device_id(to))
        return (await self.request(request)).initiated_call

    async def transfer_call(self, held: ConnectionID, active: ConnectionID) -> ConnectionID:
        """Connects the held and the active party; gives a connection of the call that remains."""
        return (await self.request(transfers.TransferCall(held_call=held, active_call=active))).transferred_call

    async def single_step_transfer_call(self, connection: ConnectionID, to: Device) -> ConnectionID | None:
        """Sends a call on without asking first; gives the new connection if the server tells it."""
        request = transfers.SingleStepTransferCall(active_call=connection, transferred_to=device_id(to))
        return (await self.request(request)).transferred_call

    async def deflect_call(self, connection: ConnectionID, to: Device) -> None:
        """Sends an alerting call elsewhere."""
        await self.request(transfers.DeflectCall(call_to_be_diverted=connection, new_destination=(device_id(to),)))

    async def conference_call(self, held: ConnectionID, active: ConnectionID) -> ConnectionID:
        """Joins the held and the active call; gives a connection of the conference."""
        return (await self.request(transfers.ConferenceCall(held_call=held, active_call=active))).conference_call

    async def directed_pickup_call(self, connection: ConnectionID, device: Device) -> ConnectionID | None:
        """Takes a call that alerts elsewhere; gives the new connection if the server tells it."""
        request = transfers.DirectedPickupCall(call_to_be_picked_up=connection, requesting_device=device_id(device))
        return (await self.request(request)).picked_call

    async def group_pickup_call(self, device: Device) -> ConnectionID | None:
        """Takes a call that alerts in the device's group; gives the new connection if the server tells it."""
        return (await self.request(transfers.GroupPickupCall(new_destination=device_id(device)))).picked_call

    async def park_call(self, connection: ConnectionID, to: Device) -> ConnectionID | None:
        """Leaves a call at a place; gives its connection there if the server tells it."""
        return (await self.request(transfers.ParkCall(parking=connection, park_to=device_id(to)))).parked_to

    async def set_do_not_disturb(self, device: Device, *, on: bool) -> None:
        """Switches do not disturb."""
        await self.request(features.SetDoNotDisturb(device=device_id(device), do_not_disturb_on=on))

    async def get_do_not_disturb(self, device: Device) -> bool:
        """Whether the device is not to be disturbed."""
        return (await self.request(features.GetDoNotDisturb(device=device_id(device)))).do_not_disturb_on

    async def set_forwarding(
        self, device: Device, kind: ForwardingType, *, on: bool, to: Device | None = None, ring_count: int | None = None
    ) -> None:
        """Switches a forwarding."""
        request = features.SetForwarding(
            device=device_id(device),
            forwarding_type=kind,
            activate_forward=on,
            forward_dn=None if to is None else device_id(to),
            ring_count=ring_count,
        )
        await self.request(request)

    async def get_forwarding(self, device: Device) -> tuple[ForwardListItem, ...]:
        """The forwardings of the device."""
        return (await self.request(features.GetForwarding(device=device_id(device)))).forwarding_list

    async def set_message_waiting_indicator(self, device: Device, *, on: bool) -> None:
        """Switches the message lamp."""
        await self.request(features.SetMessageWaitingIndicator(device=device_id(device), message_waiting_on=on))

    async def get_message_waiting_indicator(self, device: Device) -> bool:
        """Whether messages wait."""
        request = features.GetMessageWaitingIndicator(device=device_id(device))
        return (await self.request(request)).message_waiting_on

    async def get_services(self, device: Device, *names: str) -> tuple[LineService, ...]:
        """Services of the device as the platform has them now, those of `line_services.SERVICES` or of these names.

        One that the device does not have is not `available`.
        """
        answer = await self.escape(line_services.get_services(device_id(device), names))
        return line_services.services_from_private(answer)

    async def set_service(self, device: Device, service: LineService) -> LineService:
        """Sets a service of the device, None leaves what it is; gives the service as it is then."""
        answer = await self.escape(line_services.set_service(device_id(device), service))
        found = line_services.services_from_private(answer)
        return found[0] if found else service

    async def escape(self, *elements: Tree) -> AnyData | None:
        """Asks for a private service; gives the private data of the answer."""
        private = AnyData(private=Tree("private", children=elements))
        extensions = (await self.request(features.Escape(private_data=private))).extensions
        return None if extensions is None else extensions.private_data

    async def request_system_status(self) -> str:
        """How the server is: a value of `SystemStatusValue`."""
        return (await self.request(system.RequestSystemStatus())).system_status

    async def send_system_status(self, status: str = SystemStatusValue.NORMAL) -> None:
        """Tells the server how we are; also a heartbeat."""
        await self.request(system.SystemStatus(system_status=status))

    async def system_register(self, *kinds: str) -> str:
        """Registers for system services, for `systemStatus` if none is named; gives the registration's identifier."""
        wanted = frozenset(kinds or ("systemStatus",))
        return (await self.request(system.SystemRegister(request_types=wanted))).sys_stat_register_id

    async def get_switching_function_caps(self) -> capabilities.GetSwitchingFunctionCapsResponse:
        """What the server can do."""
        return await self.request(capabilities.GetSwitchingFunctionCaps())

    async def get_csta_features(self) -> capabilities.GetCSTAFeaturesResponse:
        """The services and events of the server."""
        return await self.request(capabilities.GetCSTAFeatures())

    async def get_logical_device_information(
        self, device: Device
    ) -> device_information.GetLogicalDeviceInformationResponse:
        """What a device can do as the end of calls."""
        return await self.request(device_information.GetLogicalDeviceInformation(device=device_id(device)))

    async def get_physical_device_information(
        self, device: Device
    ) -> device_information.GetPhysicalDeviceInformationResponse:
        """What a device can do as the thing on the desk."""
        return await self.request(device_information.GetPhysicalDeviceInformation(device=device_id(device)))
