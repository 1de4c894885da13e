"""Tests mirror the package; the names are sentences; servers are real."""
