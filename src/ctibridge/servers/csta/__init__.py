"""The CSTA face: ECMA-323 XML over TCP, editions 2 to 6."""
