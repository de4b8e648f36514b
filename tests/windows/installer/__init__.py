"""The set-up programs under Wine."""
