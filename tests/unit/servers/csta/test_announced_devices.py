"""By what lines are announced: by something that names them alone."""

from __future__ import annotations

import pytest

from ctibridge.hub.directory import LineDirectory
from ctibridge.model.lines import Line
from ctibridge.servers.csta.devices import Devices
from ctibridge.servers.csta.settings import DeviceForm

ANNA = Line("anna@x", "anna@x", number="+4930231251", extension="101")
BERT = Line("bert@x", "bert@x", number=None, extension="299")
CARL = Line("carl@x", "carl@x", number=None, extension="299")
DORA = Line("dora@x", "dora@x", number="+4930231252", extension="299")


@pytest.mark.parametrize(
    ("form", "line", "announced"),
    [
        (DeviceForm.EXTENSION, ANNA, "101"),
        (DeviceForm.EXTENSION, BERT, "bert@x"),
        (DeviceForm.EXTENSION, DORA, "+4930231252"),
        (DeviceForm.E164, ANNA, "+4930231251"),
        (DeviceForm.E164, BERT, "bert@x"),
        (DeviceForm.USER_ID, ANNA, "anna@x"),
    ],
)
def test_a_line_is_announced_in_the_wanted_form_unless_others_share_it(form, line, announced):
    devices = Devices(directory(ANNA, BERT, CARL, DORA), form)
    device = devices.of_line(line.id)
    assert announced == device.value
    assert line == devices.line(device)


def test_without_a_number_the_extension_stands_in_for_it():
    assert "299" == Devices(directory(ANNA, BERT), DeviceForm.E164).of_line(BERT.id).value


def directory(*lines):
    found = LineDirectory()
    found.replace("test", lines)
    return found
