"""Connections to calendars elsewhere, their conflicts, and feeds for other programs."""

from __future__ import annotations

from typing import TypedDict

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core.api import WorkspaceResourceViewSet, WorkspaceViewSet, Write, abilities, read
from core.api.reading import refuse_fields
from core.api.shapes import MessageOut
from core.db.locks import lock_rows
from core.lookup import find
from scheduling import queries, services
from scheduling.api.serializers.connections import (
    ConflictFilter,
    ConflictOut,
    ConflictPage,
    ConflictResolution,
    ConnectionCheckOut,
    ConnectionFilter,
    ConnectionIn,
    ConnectionOut,
    ConnectionPage,
    ConnectionPatch,
    FeedOut,
    NewFeedOut,
    OverlapOut,
)
from scheduling.errors import (
    AppointmentOver,
    ConflictResolved,
    ConflictUnreadable,
    TimeNotAvailable,
    TooManyConnections,
)
from scheduling.models import Calendar, CalendarFeed, Host, OutsideEvent


class CalendarConnectionsViewSet(WorkspaceResourceViewSet):
    """Calendars elsewhere: busy times come from them, appointments go there."""

    tag = "Calendars elsewhere"
    resource = "calendar connection"
    named = {
        "test": ("testCalendarConnection", "Test a connection and list its calendars"),
        "sync": ("syncCalendarConnection", "Sync a connection soon"),
    }
    raises = {"create": (TooManyConnections,)}
    needs = abilities(
        view="calendars.view",
        change="calendars.change",
        test="calendars.change",
        sync="calendars.change",
    )
    without_body = frozenset({"test", "sync"})
    figures = frozenset({"last_synced_at", "next_sync_at", "error", "notices", "conflict_count"})
    noun = "connection"
    query = staticmethod(queries.connections)
    filters, page, out = ConnectionFilter, ConnectionPage, ConnectionOut
    creating = Write(services.create_connection, ConnectionIn)
    changing = Write(services.change_connection, ConnectionPatch)
    deleting = Write(services.delete_connection)
    deleted = "Calendar connection deleted"
    reads_again = True

    @extend_schema(request=None, responses=ConnectionCheckOut)
    def test(self, request: Request, **_: str) -> Response:
        """Returns 200 even if it fails, with `ok` and the reason."""
        connection = self.row()
        self.leave()
        return Response(ConnectionCheckOut(services.check_connection(connection)).data)

    @extend_schema(request=None, responses={202: ConnectionOut})
    def sync(self, request: Request, **_: str) -> Response:
        """Whatever failed before. `last_synced_at` tells when it was done."""
        connection = self.row()
        services.request_sync(connection=connection, now=timezone.now())
        headers = {"Location": request.path.removesuffix("/sync")}
        return Response(self.show_written(connection), status=202, headers=headers)


class CalendarConflictsViewSet(WorkspaceResourceViewSet):
    """Appointments that a calendar elsewhere disagrees with: somebody moved or deleted them there,
    or the host is busy with something else.
    """

    tag = "Calendars elsewhere"
    resource = "calendar conflict"
    named = {"resolve": ("resolveCalendarConflict", "Resolve a conflict by keeping one side")}
    raises = {"resolve": (ConflictResolved, ConflictUnreadable, TimeNotAvailable, AppointmentOver)}
    needs = {
        "list": "appointments.view",
        "retrieve": "appointments.view",
        "resolve": "appointments.change",
    }
    noun = "conflict"
    query = staticmethod(queries.conflicts)
    filters, page, out = ConflictFilter, ConflictPage, ConflictOut
    sorts = {"since": "conflict_since"}
    default_sort = "-since"

    def page_of(self, rows: QuerySet[OutsideEvent]) -> dict[str, object]:
        overlaps = queries.overlaps(**self.filtered(), now=timezone.now())
        return {**super().page_of(rows), "overlaps": OverlapOut(overlaps, many=True).data}

    @extend_schema(request=ConflictResolution, responses=MessageOut)
    def resolve(self, request: Request, **_: str) -> Response:
        conflict, keep = self.row(), read(ConflictResolution, request.data)["keep"]
        if keep == "OURS":
            services.keep_ours(conflict=conflict, now=timezone.now())
        else:
            services.keep_theirs(conflict=conflict, by=self.user, now=timezone.now())
        return Response(MessageOut({"message": "Conflict resolved"}).data)


class FeedOwner(TypedDict, total=False):
    """What a feed is of, as the services call it."""

    host: Host
    calendar: Calendar


class FeedViewSet(WorkspaceViewSet):
    """The secret address at which programs read appointments; one of each host and calendar."""

    tag = "Calendars elsewhere"
    resource = "calendar feed"
    needs = {
        "retrieve": "calendars.view",
        "rotate": "calendars.change",
        "destroy": "calendars.change",
    }
    without_body = frozenset({"rotate"})

    @extend_schema(responses=FeedOut)
    def retrieve(self, request: Request, **_: str) -> Response:
        """When its address was made; 404 if there is none."""
        return Response(FeedOut(queries.feed_of(**self._owner())).data)

    @extend_schema(request=None, responses=NewFeedOut)
    def rotate(self, request: Request, **_: str) -> Response:
        """Programs that know the address before read nothing anymore."""
        owner, now = self._owner(), timezone.now()
        token = services.rotate_feed(**owner, now=now)
        feed_url = f"{settings.SITE_URL}/calendars/feed.ics?key={token}"
        return Response(NewFeedOut({"feed_url": feed_url, "created_at": now}).data)

    @extend_schema(responses={200: MessageOut})
    def destroy(self, request: Request, **_: str) -> Response:
        owner = self._owner()
        refuse_fields(request)
        services.delete_feed(**owner, now=timezone.now())
        return Response(MessageOut({"message": "Calendar feed deleted"}).data)

    def lock_row(self) -> None:
        feed = queries.feed_of(**self._owner())
        list(lock_rows(CalendarFeed.objects.filter(pk=feed.pk), no_key=True))

    def _owner(self) -> FeedOwner:
        """Raises NotFound."""
        raise NotImplementedError


class HostFeedViewSet(FeedViewSet):
    """The secret address at which programs read a host's appointments."""

    named = {
        "retrieve": ("getHostFeed", "Get whether a host has a feed"),
        "rotate": ("rotateHostFeed", "Rotate the address of a host's feed"),
        "destroy": ("deleteHostFeed", "Delete a host's feed"),
    }

    def _owner(self) -> FeedOwner:
        return {"host": find(Host.objects, self.kwargs["host_id"])}


class CalendarFeedViewSet(FeedViewSet):
    """The secret address at which programs read a calendar's appointments."""

    named = {
        "retrieve": ("getCalendarFeed", "Get whether a calendar has a feed"),
        "rotate": ("rotateCalendarFeed", "Rotate the address of a calendar's feed"),
        "destroy": ("deleteCalendarFeed", "Delete a calendar's feed"),
    }

    def _owner(self) -> FeedOwner:
        return {"calendar": find(Calendar.objects, self.kwargs["calendar_id"])}
