"""Values, units and pure functions that every other room speaks in: no clock, no disk, no net, no third-party package.

A new word of the office (a state, a unit, a record) belongs here; whatever reads or writes a file does not.
"""
