"""How often an interval of a rate holds the true rate: histories with a known rate, simulated."""
