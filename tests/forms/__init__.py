"""Forms and the register workbook."""
