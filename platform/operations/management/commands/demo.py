"""`manage.py demo`: creates the demo data of a new installation."""

from __future__ import annotations

from django.core.management.base import BaseCommand
from django.utils import timezone

from operations.demo.services import make_demo


class Command(BaseCommand):
    help = "Create a demo workspace with a published agent, once; does nothing afterwards."

    def handle(self, *args: object, **options: object) -> None:
        demo = make_demo(now=timezone.now())
        if demo is not None:
            self.stdout.write(f"Made the demo workspace {demo.workspace_name}.")
