"""Measuring: models, FLOP counts and training runs; the only code that imports torch."""
