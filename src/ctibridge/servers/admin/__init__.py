"""The administrator's face: HTTP and JSON on this machine, for `ctibridge` commands while the gateway runs."""
