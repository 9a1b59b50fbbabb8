"""Responses that continue after the view has returned."""
