"""What programs read: the index of all targets, the rows as tables, one archive of everything, metadata."""
