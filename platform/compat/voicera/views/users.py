"""Users: the caller, and all users for staff."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import queries
from accounts import services as accounts
from accounts.models import User
from compat.voicera import services
from compat.voicera.errors import StaffOnly, UserNotFound
from compat.voicera.lists import list_page
from compat.voicera.serializers import ACTIVE, UserIn, UserOut, UserQuery
from core.api import ApiViewSet, read
from core.errors import NotFound
from core.lookup import find_by_uuid

SORTS = {
    "created_at": "created_at",
    "updated_at": "updated_at",
    "email": "email",
    "name": "full_name",
}


class PeopleViewSet(ApiViewSet):
    """for_staff: actions that only staff may use."""

    for_staff: ClassVar[frozenset[str]] = frozenset()

    def enter(self, request: Request) -> None:
        super().enter(request)
        if self.action in self.for_staff and not self.may("view"):
            raise StaffOnly

    def may(self, verb: str) -> bool:
        """True if the caller is staff with this permission on users."""
        return self.user.is_staff and self.user.has_perm(f"accounts.{verb}_user")

    def person(self, user_id: str) -> User:
        """A user that the caller may see: no closed account, except to restore it.

        Raises UserNotFound.
        """
        everybody = queries.users()
        if self.action != "activate":
            everybody = everybody.filter(closed_at=None)
        seen = everybody if self.may("view") else everybody.filter(pk=self.user.pk)
        try:
            found: User = find_by_uuid(seen, user_id)
        except NotFound as error:
            raise UserNotFound from error
        return found

    def set_active(self, user: User, *, is_active: bool) -> User:
        self._check_change(user)
        return services.set_active(user=user, by=self.user, is_active=is_active, now=timezone.now())

    def _check_change(self, user: User) -> None:
        """Raises StaffOnly for another user's account without the permission to change users."""
        if user.pk != self.user.pk and not self.may("change"):
            raise StaffOnly

    def everybody(self, request: Request) -> Response:
        wanted = read(UserQuery, request.query_params.dict())
        page = list_page(_matching(**wanted), request=request, out=UserOut, sorts=SORTS)
        return Response(page)


class UsersViewSet(PeopleViewSet):
    for_staff = frozenset({"list"})
    per_minute = {"update": 20}  # it lets callers guess which addresses are taken

    def list(self, request: Request) -> Response:
        return self.everybody(request)

    def retrieve(self, request: Request, user_id: str) -> Response:
        return Response(UserOut(self.person(user_id)).data)

    def update(self, request: Request, user_id: str) -> Response:
        """Omitted fields stay unchanged."""
        user, changes = self.person(user_id), read(UserIn, request.data)
        self._check_change(user)
        changed = services.change_person(user=user, by=self.user, **changes, now=timezone.now())
        return Response(UserOut(changed).data)

    def destroy(self, request: Request, user_id: str) -> Response:
        """Staff deactivate users; users close their own account."""
        user = self.person(user_id)
        if user.pk == self.user.pk and not user.is_staff:
            accounts.close_without_password(user=user, now=timezone.now())
        else:
            self.set_active(user, is_active=False)
        return Response(status=204)


class AdminUsersViewSet(PeopleViewSet):
    for_staff = frozenset({"list", "activate", "deactivate"})

    def list(self, request: Request) -> Response:
        return self.everybody(request)

    def activate(self, request: Request, user_id: str) -> Response:
        user = self.set_active(self.person(user_id), is_active=True)
        return Response(UserOut(user).data)

    def deactivate(self, request: Request, user_id: str) -> Response:
        user = self.set_active(self.person(user_id), is_active=False)
        return Response(UserOut(user).data)


def _matching(
    *, status: str = "", search: str = "", date_from: Any = None, date_to: Any = None
) -> QuerySet[User]:
    wanted = Q()
    if status:
        wanted &= Q(is_active=status == ACTIVE)
    if search:
        wanted &= Q(email__icontains=search) | Q(full_name__icontains=search)
    if date_from:
        wanted &= Q(created_at__date__gte=date_from)
    if date_to:
        wanted &= Q(created_at__date__lte=date_to)
    found: QuerySet[User] = queries.users().filter(wanted, closed_at=None)
    return found
