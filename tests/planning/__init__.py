"""Due steps, the calendar, the daily tick."""
