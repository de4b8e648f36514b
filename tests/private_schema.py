"""The package's own schema of private data, for tests."""

from __future__ import annotations

from importlib.resources import files

from lxml import etree

NAMESPACE = "urn:ctibridge:csta:private:1"
_PRIVATE = "{*}private"


def read() -> etree._Element:
    """The schema, as a document."""
    return etree.fromstring(files("ctibridge.wire.csta").joinpath("ctibridge-private.xsd").read_bytes())


class PrivateSchema:
    """Says what is wrong with the private data in a message."""

    def __init__(self) -> None:
        root = read()
        self._schema = etree.XMLSchema(root)
        self._order = [element.get("name") for element in root.findall("{http://www.w3.org/2001/XMLSchema}element")]
        self.seen: set[str] = set()

    def faults(self, document: bytes) -> list[str]:
        """Elements that are not valid, and those that stand in the wrong order."""
        found: list[str] = []
        for private in etree.fromstring(document).iter(_PRIVATE):
            names = [etree.QName(child).localname for child in private]
            self.seen.update(names)
            if names != sorted(names, key=self._order.index):
                found.append(f"the order of {names}")
            for child in private:
                if not self._schema.validate(etree.ElementTree(child)):
                    found.append(str(self._schema.error_log))
        return found
