"""The demonstration: a simulated platform, a gateway and a CSTA client, on real sockets of this machine."""
