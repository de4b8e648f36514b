"""Each side of the link proves that it knows the token: what is proved, and whether a proof is right. Pure."""

from __future__ import annotations

import hmac
import re
from dataclasses import dataclass
from enum import StrEnum

TOKEN = re.compile(r"[A-Za-z0-9_-]{32,128}")
NONCE = re.compile(r"[0-9a-f]{64}")


class Who(StrEnum):
    """The two sides."""

    SERVICE = "service"
    TSP = "tsp"


@dataclass(frozen=True, slots=True)
class Handshake:
    """What both sides know once both nonces are on the table. `port` keeps a proof from being relayed elsewhere."""

    token: str
    port: int
    tsp_nonce: str
    service_nonce: str

    def proof(self, who: Who) -> str:
        """The proof of one side."""
        text = f"ctibridge-tapi/1 {who}\n{self.port}\n{self.tsp_nonce}\n{self.service_nonce}"
        return hmac.new(self.token.encode("ascii"), text.encode("ascii"), "sha256").hexdigest()

    def is_right(self, who: Who, proof: str) -> bool:
        """Whether `who` knows the token."""
        return hmac.compare_digest(self.proof(who).encode(), proof.encode())
