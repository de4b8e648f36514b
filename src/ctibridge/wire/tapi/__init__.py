"""The link to the TAPI service provider for Windows: lines of flat JSON over loopback TCP, sans-I/O, for both sides.

docs/reference/tapi-link.md is the definition; the other side is written in C against it.
"""
