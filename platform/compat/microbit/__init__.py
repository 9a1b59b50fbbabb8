"""The microbit contract: assistants, calendars; objects in their names, `{"error": …}`."""
