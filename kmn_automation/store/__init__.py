"""What the office remembers: tables, blobs, journal; the only package that speaks SQL, on SQLite and PostgreSQL.

A decision does not belong here: every function gets a transaction and plain values, and one conditional UPDATE decides.
To add a table: `tables.py`, a new file in `migrations/versions`, one module named after the table.
"""
