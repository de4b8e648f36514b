"""XML as JSON and back, by the BadgerFish convention as the platform follows it (3.3.3.1.1).

Text in `$`, attributes as `@name`, declared namespaces in `@xmlns`, repeated elements as arrays, every value a string.
"""

from __future__ import annotations

import json
import re
from typing import Any

from lxml import etree

from ctibridge.errors import RemoteProtocolError
from ctibridge.wire.markup.plain import MAX_DEPTH
from ctibridge.wire.markup.writer import escaped, quoted

_NAME = re.compile(r"[^\W\d][\w.-]*(:[^\W\d][\w.-]*)?")

Plain = dict[str, Any]  # JSON's own shapes


def json_from_xml(document: bytes) -> bytes:
    """A document of ours as JSON."""
    root = etree.fromstring(document)
    return json.dumps({_name(root): _object(root)}, ensure_ascii=False).encode()


def _object(element: etree._Element) -> Plain:
    result: Plain = {}
    declared = _declared(element)
    if declared:
        result["@xmlns"] = {prefix or "$": space for prefix, space in declared.items()}
    for name, value in element.attrib.items():
        result[f"@{_attribute(element, str(name))}"] = str(value)
    text = (element.text or "").strip()
    if text:
        result["$"] = text
    for child in element:
        _append(result, _name(child), _object(child))
    return result


def _append(result: Plain, name: str, value: Plain) -> None:
    if name not in result:
        result[name] = value
    elif isinstance(result[name], list):
        result[name].append(value)
    else:
        result[name] = [result[name], value]


def _declared(element: etree._Element) -> dict[str | None, str]:
    parent = element.getparent()
    outer = parent.nsmap if parent is not None else {}
    return {prefix: space for prefix, space in element.nsmap.items() if outer.get(prefix) != space}


def _name(element: etree._Element) -> str:
    local = etree.QName(element).localname
    return f"{element.prefix}:{local}" if element.prefix else local


def _attribute(element: etree._Element, name: str) -> str:
    qualified = etree.QName(name)
    if not qualified.namespace:
        return qualified.localname
    prefix = next(prefix for prefix, space in element.nsmap.items() if space == qualified.namespace)
    return f"{prefix}:{qualified.localname}"


def xml_from_json(body: bytes) -> bytes:
    """A client's JSON as XML.

    Raises:
        RemoteProtocolError: it is no JSON, no object with one root, or has names that elements cannot have.
    """
    try:
        data = json.loads(body)
    except (ValueError, RecursionError) as exc:
        raise RemoteProtocolError("this is no JSON", body) from exc
    if not isinstance(data, dict) or len(data) != 1:
        raise RemoteProtocolError("JSON must be an object with one root element", body)
    out: list[str] = []
    _write(*next(iter(data.items())), out, 0)
    return "".join(out).encode()


def _write(name: str, value: Any, out: list[str], depth: int) -> None:
    if depth > MAX_DEPTH:
        raise RemoteProtocolError("JSON nests too deep")
    _check(name)
    if isinstance(value, list):
        for item in value:
            _write(name, item, out, depth + 1)
        return
    content = value if isinstance(value, dict) else {"$": value}
    out.append(f"<{name}{_attributes(content)}>")
    for key, inner in content.items():
        if key == "$":
            out.append(escaped(_text(inner)))
        elif not key.startswith("@"):
            _write(key, inner, out, depth + 1)
    out.append(f"</{name}>")


def _attributes(content: Plain) -> str:
    spaces = content.get("@xmlns", {})
    if isinstance(spaces, str):
        spaces = {"$": spaces}
    if not isinstance(spaces, dict):
        raise RemoteProtocolError("@xmlns must be an object with a name space for each prefix")
    declared = [(f"xmlns:{prefix}" if prefix != "$" else "xmlns", space) for prefix, space in spaces.items()]
    given = [(key[1:], value) for key, value in content.items() if key.startswith("@") and key != "@xmlns"]
    for name, _ in (*declared, *given):
        _check(name)
    return "".join(f' {name}="{quoted(_text(value))}"' for name, value in (*declared, *given))


def _check(name: str) -> None:
    """A name from JSON must be one in XML too, or it could smuggle in whole elements."""
    if not _NAME.fullmatch(name):
        raise RemoteProtocolError("this is no name of an element or attribute", name)


def _text(value: Any) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)
