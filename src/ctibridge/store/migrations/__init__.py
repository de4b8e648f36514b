"""How a store of any earlier version becomes one of this version. Applied at the start, see `store/migrate.py`."""
