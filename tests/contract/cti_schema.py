"""The published schemas of the CTI interface, where they stand beside the project."""

from __future__ import annotations

import re
from functools import lru_cache

from lxml import etree

from tests.conftest import shared
from tests.contract.schema import Validate

_PLACEHOLDER = re.compile(r"%[A-Za-z][A-Za-z0-9]*%")


@lru_cache(maxsize=1)
def _schema(cti: str) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(cti))


def cti_validator() -> Validate:
    """Says what is wrong with a message, None for nothing; skips the test where the schemas are absent.

    Placeholders in a uri are replaced first: libxml2 takes no `%x%` for a uri, though the schema itself has them.
    """
    schema = _schema(str(shared("schemas", "broadworks", "CTISchema", "CTISchema.xsd")))

    def validate(document: bytes) -> str | None:
        try:
            root = etree.fromstring(document)
        except etree.XMLSyntaxError as error:
            return str(error)
        for uri in root.iter("{*}uri"):
            uri.text = _PLACEHOLDER.sub("x", uri.text or "")
        return None if schema.validate(root) else str(schema.error_log)

    return validate
