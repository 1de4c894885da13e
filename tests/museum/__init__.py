"""Broken, foreign and damaged workbooks as people really send them, all built by code, each with what must be said."""
