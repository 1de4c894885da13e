"""Pages for the office that need no server: figures in, one whole HTML file out.

No SQL, no file and no clock belongs here: `steps` computes the figures, `app` writes the file.
A new section is a record in `figures.py`, a function in `overview_lists.py`, and a line in `overview.py`.
"""
