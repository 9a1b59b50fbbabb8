"""The microbit contract: assistants, calendars; objects under their names, `{"error": …}`."""
