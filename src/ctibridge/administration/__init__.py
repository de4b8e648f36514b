"""The administrator's side of a gateway, however it is asked for."""
