"""Routes of the voicera door, below its prefix."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
