"""What a person types: one file per command group, which parses, calls one function below, and prints.

No decision is made here. A new command is a function in the file of its group; a new group is a new file.
"""
