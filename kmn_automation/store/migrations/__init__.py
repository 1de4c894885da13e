"""How the schema came to be: `env.py` for Alembic and one file per change in `versions/`.

A migration never imports `tables.py` and is never edited after its release; a change of a table is a new file here.
"""
