"""The generated parts of the documentation: what the code knows is not written down a second time.

A part stands between `<!-- generated: NAME -->` and `<!-- end of NAME -->`. Tables may have a last column that people
write: it is kept for each row, found by the first cell; a row that is new has a question mark there, which `--check`
does not accept.
"""
