"""The middle: reports come in from providers, changes go out to whoever monitors a line, commands go across."""
