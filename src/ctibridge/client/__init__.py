"""A client library for CSTA over TCP, on asyncio.

    async with CstaClient.connect("cti.example", 1050, user="anna", password="...") as client:
        monitor = await client.monitor_start("100")
        async for event in monitor:
            match event:
                case DeliveredEvent():
                    await client.answer_call(event.connection)

Stands on `ctibridge.wire` alone, so it talks to any server of CSTA. The messages are in `ctibridge.wire.csta`.
"""

from ctibridge.client.client import CstaClient
from ctibridge.client.errors import CstaRefused
from ctibridge.client.events import EventStream, Monitor
from ctibridge.client.picture import CallPicture, LinePicture

__all__ = ["CallPicture", "CstaClient", "CstaRefused", "EventStream", "LinePicture", "Monitor"]
