"""Models of other packages, counted and held against torch's own counter: run by `nox -s zoo`."""
