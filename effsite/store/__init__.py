"""results/ <-> records: the only code that reads or writes the collection on disk."""

from effsite.store.reading import Reading, load, read
from effsite.store.submission import Draft, Written, submission

__all__ = ["Draft", "Reading", "Written", "load", "read", "submission"]
