"""The two counters: fvcore's trace, which effsite reports, and torch's own, which checks it."""
