"""Joins the rooms: settings, which file wins, wiring, the daily pass, the worker, the self-check.

The only floor that reads the clock and the environment. What a step does belongs to `steps`, what a person
types to `cli`.
"""
