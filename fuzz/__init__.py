"""Fuzzing: what comes from a network, changed by chance that learns from the code it reaches (libFuzzer by atheris).

    scripts/fuzz                         each target for 30 s
    scripts/fuzz csta_server --seconds 3600

A target is a module in `targets` with `seeds()`, documents to begin with, and `one(data)`, which fails when it finds
something. What it found is a file in `build/fuzz`, and `scripts/fuzz csta_server FILE` plays it again.
"""
