"""What is due on a day: courses of business from workflows/*.yaml, the calendar of a year, the daily tick.

Pure: a workflow's text, the dates of one Bescheid or meeting, and a day go in; due steps come out. No clock, no store.
A new course of business is a new file in workflows/; a new verb is an entry in `Verb` and a file in steps/.
"""
