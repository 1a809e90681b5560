"""results/ <-> records: the only code that reads or writes the collection on disk."""

from effsite.store.draft import Draft, Written, submission
from effsite.store.reading import Reading, load, read
from effsite.store.tables import Table, read_rows

__all__ = ["Draft", "Reading", "Table", "Written", "load", "read", "read_rows", "submission"]
