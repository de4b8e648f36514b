"""Helpers for tests, ours and other people's: a gateway on a simulator, on real sockets or on virtual time."""
