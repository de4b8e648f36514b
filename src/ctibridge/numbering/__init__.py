"""How numbers are written: completed from where a site is, then rewritten by rules, the first match wins. Pure."""
