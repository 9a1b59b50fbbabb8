"""The views of this door, by what they are about."""
