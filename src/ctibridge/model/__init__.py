"""The call model: what the switch reports goes in, what has changed comes out. Pure: no I/O, clock, XML, logging.

Words are CSTA's (ECMA-269) wherever CSTA has one.
"""
