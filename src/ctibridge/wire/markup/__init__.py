"""XML as machines write it: splitting a stream into documents, reading and writing documents as dataclasses."""
