"""What each thing that happens to a call means for the clients of a line: one file for each.

`doubt` it may be none · `begin` it appears · `answer` · `hold` and retrieve · `clear` it fails or ends · `divert` it
goes elsewhere before it is answered · `transfer` · `conference` · `fork` it rings at several devices · `recording` ·
`expect` what our requests bring about · `follow` chooses among them · `resync` the full state of a line.
"""
