"""The committed rows against a second reading of the raw logs, which shares no code with effsite."""
