"""One module per kind of cause; whatever lies in this folder is shown."""
