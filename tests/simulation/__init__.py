"""Invented people, figures and mails, and the embedded post office."""
