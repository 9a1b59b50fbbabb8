"""The ASGI entry point: streams (server-sent events) need it, everything works under it."""

import os

from django.core.asgi import get_asgi_application

from core.http.asgi import limit_body

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = limit_body(get_asgi_application())
