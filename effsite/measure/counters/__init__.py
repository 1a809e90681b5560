"""The two counters: what the dispatcher ran, which is the figure, and fvcore's trace, the second opinion."""
