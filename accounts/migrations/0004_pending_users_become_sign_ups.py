"""Somebody who signed up by code is no user before the code is redeemed."""

from datetime import timedelta

from django.db import migrations
from django.utils import timezone

SIGN_UP_LIFETIME = timedelta(days=7)


def make_sign_ups(apps, _):
    """A pending user owns nothing. Its open code, if it has one, stays valid."""
    user_model = apps.get_model("accounts", "User")
    challenges = apps.get_model("accounts", "EmailChallenge").objects
    now = timezone.now()
    for user in user_model.objects.filter(is_pending=True, is_active=True).iterator():
        sign_up = {"user": None, "password": user.password, "full_name": user.full_name}
        mailed = challenges.filter(user=user, purpose="VERIFY", closed_at=None)
        is_mailed = mailed.update(**sign_up)
        if not is_mailed and user.updated_at > now - SIGN_UP_LIFETIME:
            challenges.create(
                email=user.email,
                purpose="VERIFY",
                created_at=user.updated_at,
                expires_at=now,
                **sign_up,
            )
        user.delete()


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_users_know_a_changed_email")]

    operations = [migrations.RunPython(make_sign_ups, migrations.RunPython.noop, elidable=True)]
