"""Letters: the templates, the rendering, its check, and what LibreOffice makes of them."""
