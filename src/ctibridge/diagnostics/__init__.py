"""Telling people what goes on: logging, redaction."""
