"""BroadWorks Xtended Services Interface: the documents of Xsi-Actions and Xsi-Events, and the event channel.

The same documents travel inside the BroadWorks CTI interface. Sources: the published XSI schemas and the Xsi
Interface Specifications R21.0 and 2020; names, order and values are theirs.
"""
