"""All generated parts by their names."""

from __future__ import annotations

from scripts.pages import admin, commands, csta, dns, failures, settings, simulator, states, stories
from scripts.pages.blocks import Part

PARTS: dict[str, Part] = {
    **settings.PARTS,
    **commands.PARTS,
    **admin.PARTS,
    **failures.PARTS,
    **csta.PARTS,
    **dns.PARTS,
    **states.PARTS,
    **simulator.PARTS,
    **stories.PARTS,
}
