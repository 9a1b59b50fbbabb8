"""The ASGI entry point: streams (server-sent events) need it, everything works under it."""

import os

from django.core.asgi import get_asgi_application
from django.urls import get_resolver

from core.http.asgi import limit_body

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = limit_body(get_asgi_application())
get_resolver().url_patterns  # noqa: B018 (mounts the doors: their refusals may come first)
