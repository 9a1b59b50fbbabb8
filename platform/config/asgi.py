"""The ASGI entry point: streams and sockets need it, everything works under it."""

import os
from typing import Any

from django.core.asgi import get_asgi_application
from django.urls import get_resolver

from compat import doors
from core.http.asgi import limit_body

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application: Any = get_asgi_application()
get_resolver().url_patterns  # noqa: B018 (mounts the doors: their refusals may come first)
for door in doors():
    application = door.around(application)
application = limit_body(application)
