# Two commands on a fresh machine with Python 3.11 or newer: `make demo` and `make test`.
.PHONY: demo test check bench fuzz docs clean help

help:  ## shows this
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*##/\t/'
demo:  ## installs ctibridge into .venv and shows calls crossing the bridge, on the embedded simulator
	@scripts/demo
test:  ## installs the tools into .venv and runs the tests
	@scripts/test
check:  ## format, lint, types, layers, spelling
	@scripts/check
bench:  ## speed and size, beside the floors
	@scripts/bench
fuzz:  ## what comes from a network, changed by chance, each decoder for 30 s (Linux)
	@scripts/fuzz
docs:  ## writes the generated parts of the documentation anew
	@scripts/docs
clean:  ## forgets everything that was installed and built
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
