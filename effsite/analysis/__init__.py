"""What follows from the collection: compute to target, frontiers, trends, comparisons and checks.

Everything here is a pure function of the stored types: no file is read, nothing is printed. Import
from the modules (`effsite.analysis.summary`); this package imports none of them by itself.
"""
