"""Word letters: templates of the office, rendering, the check after rendering, PDF.

Who may release a letter and where it goes is decided elsewhere (`steps`); mail texts live in `mail`.
A new letter: one .docx and one .yaml of the same name in templates/docx, and a context in `context.py`.
"""
