"""Things go wrong at every place of every story, one run for each place; then clients must know the truth.

`wire` is where they go wrong, `witness` the client that counts, `trial` one run and its judgement, `loops` the places.
"""
