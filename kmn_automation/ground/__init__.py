"""What every room stands on: YAML with positions, durable files, the zip guard, the jail, holidays.

Nothing in here knows an office. What two rooms need and what is no word of the office belongs here.
"""
