"""Strings that somebody would send to see whether anything runs, and projects that hold them everywhere."""
