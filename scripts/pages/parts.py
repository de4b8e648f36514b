"""All generated parts by their names."""

from __future__ import annotations

from scripts.pages import commands, csta, dns, failures, settings, simulator, states, stories
from scripts.pages.blocks import Part

PARTS: dict[str, Part] = {
    **settings.PARTS,
    **commands.PARTS,
    **failures.PARTS,
    **csta.PARTS,
    **dns.PARTS,
    **states.PARTS,
    **simulator.PARTS,
    **stories.PARTS,
}
