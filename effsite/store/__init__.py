"""results/ <-> records: the only code that reads or writes the collection on disk."""

from effsite.store.amending import amend_cells
from effsite.store.committing import Written
from effsite.store.draft import Draft, submission
from effsite.store.reading import Reading, load, read
from effsite.store.reproducing import add_reproductions
from effsite.store.tables import Table, read_rows

__all__ = [
    "Draft",
    "Reading",
    "Table",
    "Written",
    "add_reproductions",
    "amend_cells",
    "load",
    "read",
    "read_rows",
    "submission",
]
