"""effsite measures, analyses and publishes how the compute to reach a fixed capability falls."""

__version__ = "0.1.0"
