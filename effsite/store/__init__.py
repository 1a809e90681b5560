"""results/ <-> records: the only code that reads or writes the collection on disk."""

from effsite.store.draft import Draft, Written, submission
from effsite.store.reading import Reading, load, read

__all__ = ["Draft", "Reading", "Written", "load", "read", "submission"]
