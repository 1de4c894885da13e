"""Programs for those who build the project; nothing in here runs in the office."""
