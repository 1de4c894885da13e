"""Forms: a form file becomes a workbook, a returned workbook becomes a typed report; the register workbook too.

No rule, no mail and no SQL belongs here. A new form version is one YAML file in funding_rules/forms.
"""
