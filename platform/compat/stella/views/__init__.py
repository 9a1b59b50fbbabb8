"""The views of this door, one module per subject."""
