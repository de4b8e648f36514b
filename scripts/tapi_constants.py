"""Writes servers/tapi/constants.py from tapi.h of Debian's mingw-w64-common: `python -m scripts.tapi_constants`."""

from __future__ import annotations

import re
from pathlib import Path

HEADER = Path("/usr/share/mingw-w64/include/tapi.h")
TARGET = Path(__file__).parents[1] / "src/ctibridge/servers/tapi/constants.py"
GROUPS = (
    "LINEADDRCAPFLAGS", "LINEADDRESSSHARING", "LINEADDRESSSTATE", "LINEADDRESSTYPE", "LINEADDRFEATURE",
    "LINEANSWERMODE", "LINEBEARERMODE", "LINEBUSYMODE", "LINECALLFEATURE", "LINECALLFEATURE2", "LINECALLHUBTRACKING",
    "LINECALLINFOSTATE", "LINECALLORIGIN", "LINECALLPARTYID", "LINECALLREASON", "LINECALLSTATE", "LINECONNECTEDMODE",
    "LINEDEVCAPFLAGS", "LINEDEVSTATE", "LINEDEVSTATUSFLAGS", "LINEDIALTONEMODE", "LINEDIGITMODE", "LINEDISCONNECTMODE",
    "LINEERR", "LINEFEATURE", "LINEFORWARDMODE", "LINEMEDIAMODE", "LINEOFFERINGMODE", "LINEPARKMODE",
    "LINEREMOVEFROMCONF", "LINETRANSFERMODE", "PHONEBUTTONFUNCTION",
)  # fmt: skip
_DEFINED = re.compile(r"#\s*define\s+([A-Z0-9]+)_([A-Z0-9_]+)\s+(0[xX][0-9A-Fa-f]+)\b")
_HEAD = '''"""The numbers of tapi.h, written by scripts/tapi_constants.py; the groups that the TAPI face speaks of."""

from typing import Final
'''


def text() -> str:
    """The module."""
    found = _DEFINED.findall(HEADER.read_text(encoding="latin-1"))
    groups = {group: [(name, int(value, 16)) for prefix, name, value in found if prefix == group] for group in GROUPS}
    blocks = [
        "\n".join(f"{group}_{name}: Final = 0x{value:08X}" for name, value in names) for group, names in groups.items()
    ]
    return "\n".join([_HEAD, "\n\n".join(blocks), ""])


if __name__ == "__main__":
    TARGET.write_text(text(), encoding="ascii")
