"""Errors of workspaces."""

from core.errors import DomainError


class ApiKeyInvalid(DomainError):
    """Same error for a missing, unknown and revoked key."""

    code, kind, message = "API_KEY_INVALID", "unauthenticated", "A valid API key is needed."


class DomainInvalid(DomainError):
    code, kind = "DOMAIN_INVALID", "invalid"
    message = "Enter a host such as example.com or *.example.com."


class DomainShared(DomainError):
    code, kind = "DOMAIN_SHARED", "invalid"
    message = "Anybody can have a site below {host}. Enter your own host, such as example.{host}."


class DomainNotAllowed(DomainError):
    code, kind = "DOMAIN_NOT_ALLOWED", "denied"
    message = "This API key may not be used on this website."


class NetworksAreTheOwners(DomainError):
    """Networks can lock everyone out, including the owner."""

    code, kind = "NETWORKS_ARE_THE_OWNERS", "denied"
    message = "Only the owner may change the allowed networks."


class ScopeMissing(DomainError):
    code, kind = "SCOPE_MISSING", "denied"
    message = "This API key does not have the required scope."


class QuotaExceeded(DomainError):
    code, kind = "QUOTA_EXCEEDED", "busy"
    message = "This month's messages are used up."


class TimeZoneUnknown(DomainError):
    code, kind = "INVALID", "invalid"
    message = "Enter an IANA time zone, e.g. Europe/Vienna."


class AllowedIpInvalid(DomainError):
    code, kind = "ALLOWED_IP_INVALID", "invalid"
    message = "Enter IP addresses or networks, e.g. 203.0.113.7 or 2001:db8::/32."


class PhoneInvalid(DomainError):
    code, kind = "INVALID", "invalid"
    message = "Enter a phone number in international form, e.g. +1-555-0100."


class ExpiryInvalid(DomainError):
    code, kind = "INVALID", "invalid"
    message = "Enter a time in the future."


class OwnershipMovesByTransfer(DomainError):
    code, kind = "OWNERSHIP_TRANSFER_ONLY", "denied"
    message = "Ownership of a workspace can only be transferred."


class OwnerOnly(DomainError):
    code, kind = "OWNER_ONLY", "denied"
    message = "Only the owner of the workspace may do this."


class OwnerCannotLeave(DomainError):
    code, kind = "OWNER_CANNOT_LEAVE", "denied"
    message = "The owner cannot leave the workspace before its ownership is transferred."


class RoleAboveOwn(DomainError):
    code, kind = "ROLE_ABOVE_OWN", "denied"
    message = "You may only manage people up to your own role."


class AlreadyOwner(DomainError):
    code, kind, message = "ALREADY_OWNER", "conflict", "That member owns the workspace already."


class AlreadyMember(DomainError):
    code, kind = "ALREADY_MEMBER", "conflict"
    message = "That person is a member of the workspace already."


class AlreadyInvited(DomainError):
    code, kind = "ALREADY_INVITED", "conflict"
    message = "That address has a pending invitation already. It can be sent again."


class TooManyInvitations(DomainError):
    code, kind = "TOO_MANY_INVITATIONS", "conflict"
    message = "A workspace has at most {limit} pending invitations."


class InvitationInvalid(DomainError):
    """Same error for a forged, expired, replaced, answered and another user's invitation."""

    code, kind = "INVITATION_INVALID", "invalid"
    message = "The invitation is not valid any more. Ask for a new one."


class OwnsSharedWorkspaces(DomainError):
    code, kind = "OWNS_SHARED_WORKSPACES", "conflict"
    message = "You own workspaces with other members. Transfer or delete them first: {names}."
