"""CSTA Phase III in XML over TCP: frames, messages of editions 2 to 6, and the protocol of one association.

Sources: ECMA-269 (services), ECMA-323 (XML and, in Annex J, TCP), ECMA-354 (sessions). Names, order and values are
theirs; where editions differ, a field says so.
"""
