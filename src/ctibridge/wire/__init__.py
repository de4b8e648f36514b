"""Codecs and protocol machines: bytes to messages and back, for both ends. No input or output, no clock."""
