"""One target in libFuzzer: `python -m fuzz.run TARGET DIRECTORY [FILE | -option=value ...]`."""

from __future__ import annotations

import importlib
import re
import sys
from collections.abc import Iterable
from pathlib import Path

import atheris

LIMITS = (
    "-max_len=8192",
    "-timeout=10",  # seconds for one input; nothing here takes a tenth of it
    "-rss_limit_mb=2048",
    "-print_final_stats=0",
    "-verbosity=1",
)
_TOKEN = re.compile(rb"</?[\w:.-]+|[\w:.-]+=|&#?\w+;|\"[^\"<>]{1,40}\"")


def main() -> None:
    name, directory = sys.argv[1], Path(sys.argv[2])
    with atheris.instrument_imports(include=["ctibridge"]):
        target = importlib.import_module(f"fuzz.targets.{name}")
    seeds = list(target.seeds())
    corpus = directory / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(seeds):
        (corpus / f"seed-{number:03}").write_bytes(seed)
    words = directory / "words"
    words.write_text("\n".join(dictionary(seeds)) + "\n", encoding="ascii")
    options = [f"-artifact_prefix={directory}/", f"-dict={words}", *LIMITS, *sys.argv[3:]]
    again = any(not option.startswith("-") for option in sys.argv[3:])
    atheris.Setup([sys.argv[0], *options, *([] if again else [str(corpus)])], target.one)
    atheris.Fuzz()


def dictionary(seeds: Iterable[bytes]) -> list[str]:
    """The tags, attributes and values of the seeds, as libFuzzer wants its words."""
    tokens = sorted({token for seed in seeds for token in _TOKEN.findall(seed)})
    return ['"' + "".join(_escaped(byte) for byte in token) + '"' for token in tokens]


def _escaped(byte: int) -> str:
    plain = 0x20 <= byte < 0x7F and byte not in b'"\\'
    return chr(byte) if plain else f"\\x{byte:02X}"


if __name__ == "__main__":
    main()
