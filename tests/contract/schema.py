"""The published XSI schema, where it stands beside the project."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from lxml import etree

from tests.conftest import shared

Validate = Callable[[bytes], str | None]


@lru_cache(maxsize=1)
def _schema(path: str) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(path))


def xsi_validator() -> Validate:
    """Says what is wrong with an XSI document, None for nothing; skips the test where the schema is absent."""
    schema = _schema(str(shared("schemas", "broadworks", "XSISchema", "XSISchema.xsd")))

    def validate(document: bytes) -> str | None:
        try:
            root = etree.fromstring(document)
        except etree.XMLSyntaxError as error:
            return str(error)
        return None if schema.validate(root) else str(schema.error_log)

    return validate
