"""ctibridge: the telephone lines of a BroadWorks platform, offered to CTI applications.

The whole design in one line: a Report comes in, Changes go out, a Command goes across.
Start reading at `app.py`, which builds everything, or at `model/callbook.py`, which decides everything.
"""

__version__ = "0.1.0"
