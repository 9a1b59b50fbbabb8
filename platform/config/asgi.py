"""The ASGI entry point: required for streams and sockets, serves everything."""

import os
from typing import Any

import django
from django.urls import get_resolver

from compat import doors
from config import celery_app
from core.http.asgi import limit_body, limit_connections, refuse_broken_bodies
from core.http.handler import ThreadedHandler
from core.process_tuning import tune_process

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup(set_prefix=False)

application: Any = ThreadedHandler()
get_resolver().url_patterns  # noqa: B018 (mounts the doors: their refusals may come first)
for door in doors():
    application = door.around(application)
application = limit_connections(refuse_broken_bodies(limit_body(application)))
celery_app.loader.import_default_modules()  # instead of while the first visitor waits

tune_process()
