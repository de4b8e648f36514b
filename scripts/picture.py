"""Draws docs/images/demo.svg: what the demo shows in the middle of the consultation transfer."""

from __future__ import annotations

import asyncio
import io
import re
from pathlib import Path

from rich.console import Console

from ctibridge.client import CstaClient
from ctibridge.demo.acts import ANNA, BERT, Stage, consultation_transfer
from ctibridge.demo.meter import Meter
from ctibridge.demo.performance import open_house
from ctibridge.demo.screen import Screen
from ctibridge.demo.stage import Ports
from ctibridge.demo.watcher import Watcher
from ctibridge.diagnostics.logs import set_up_logging

MOMENT = "Bert's application answers"


async def main() -> str:
    screen = Screen(Console(file=io.StringIO(), width=100), {ANNA: "Anna Adler", BERT: "Bert Brandt"})
    paper = Console(file=io.StringIO(), width=100, record=True, force_terminal=True)
    async with (
        open_house(Ports(), Meter()) as (simulator, gateway),
        CstaClient.connect("127.0.0.1", gateway.csta.port or 0) as client,
        asyncio.TaskGroup() as tasks,
    ):
        watcher = Watcher(client, screen.event)
        followers = await watcher.follow((ANNA, BERT), tasks)
        screen.watch(watcher.pictures)
        moments: list[str] = []

        def tell(text: str) -> None:
            if moments and moments[-1].startswith(MOMENT):
                paper.print("[bold]consultation transfer[/]")
                paper.print(screen._picture())  # noqa: SLF001  the picture is what this script is about
            moments.append(text)
            screen.tell(text)

        await consultation_transfer(Stage(simulator.phones, watcher, tell, 0.3))
        for follower in followers:
            follower.cancel()
    svg = paper.export_svg(title="ctibridge demo")
    return re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)  # fonts from elsewhere: the reader's own will do


set_up_logging("error")
Path("docs/images/demo.svg").write_text(asyncio.run(main()), encoding="utf-8")
