"""The codec of the BroadWorks CTI interface: XSI documents in envelopes over one TCP connection, both roles.

`messages.py` holds the envelopes, `catalogue.py` what may be asked, `profile.py` what differs between servers,
`framing.py` how documents follow each other, `protocol.py` the two ends of a connection. Must not do any I/O.
"""
