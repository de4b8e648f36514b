"""Measures speed and size, each figure beside a floor that was measured in the same run: `python -m bench`.

One file for each question: `decode`, `way_through`, `latency`, `memory`, `failover` and so on. The others are the
apparatus: `events` makes the material, `rig` puts a gateway between a platform that replays it (`replay`) and a client
that counts (`listener`), each in a process of its own, `table` prints. A measurement has no opinion: goals that are
missed are said in the table and nowhere else.
"""
