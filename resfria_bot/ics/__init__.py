"""Exported calendars (RFC 5545) as the same events that Graph gives, without an account."""

from resfria_bot.ics.calendar import default_window, read_calendar

__all__ = ["default_window", "read_calendar"]
