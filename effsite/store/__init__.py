"""results/ <-> records: the only code that reads or writes the record on disk."""

from effsite.store.reading import Reading, load, read
from effsite.store.writing import write_rows

__all__ = ["Reading", "load", "read", "write_rows"]
