"""From sign-up to closing the account, no log line and no job contains a secret."""

from __future__ import annotations

import logging
import re
from typing import Any

import pytest
from celery import current_app

from accounts.models import EmailChallenge
from accounts.tests.mailbox import mailed_codes, mailed_links, wrong
from core.models import Job
from core.testing import ApiClient, run_jobs

EMAIL, OTHER = "dora@example.com", "doris@example.com"
_TIME = re.compile(r"\d+[.:]\d[\d.:Z]*")
PASSWORDS = ["SecurePass123!", "another-horse-8", "a-third-horse-9"]


@pytest.fixture(autouse=True)
def celery_is_loaded() -> None:
    """Load the tasks first: that configures logging anew, which `caplog` would not survive
    during a test.
    """
    current_app.loader.import_default_modules()


def test_no_password_token_or_code_is_logged(
    db: None, anonymous: ApiClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    first, second, third = PASSWORDS
    secrets = [*PASSWORDS]

    def post(route: str, api: ApiClient = anonymous, **body: Any) -> dict[str, Any]:
        answer = api.post(f"/api/v1/auth/{route}", body or None).json()
        secrets.extend(answer[name] for name in ("access_token", "refresh_token") if name in answer)
        return dict(answer)

    def mailed(email: str = EMAIL) -> str:
        code = mailed_codes(email)[-1]
        secrets.extend([code, wrong(code)])
        return code

    post("signup", email=EMAIL, password=first, full_name="Dora")
    post("verify-otp", email=EMAIL, otp_code=wrong(mailed()))
    post("verify-otp", email=EMAIL, otp_code=mailed())
    post("login", email=EMAIL, password=f"{first}?")
    token = post("login", email=EMAIL, password=first)["refresh_token"]
    api = ApiClient(post("refresh", refresh_token=token)["access_token"])
    post("change-password", api, old_password=f"{first}?", new_password=second)
    post("change-password", api, old_password=first, new_password=second)
    post("change-email", api, email=OTHER, password=second)
    post("change-email/confirm", api, otp_code=mailed(OTHER))
    post("forgot-password", email=OTHER)
    post("reset-password", email=OTHER, otp_code=mailed(OTHER), new_password=third)
    api = ApiClient(post("login", email=OTHER, password=third)["access_token"])
    post("export", api)
    run_jobs()
    link = mailed_links(OTHER)[-1]
    secrets.append(link.rpartition("/")[2])
    assert anonymous.get(link).status_code == 200
    post("close-account", api, password=third)
    run_jobs("mail")

    seeds = EmailChallenge.objects.exclude(code_seed=None).values_list("code_seed", flat=True)
    secrets += [bytes(each or b"").hex() for each in seeds]
    records = [each for each in caplog.records if not each.name.startswith("django.db")]
    log = "\n".join(f"{each.getMessage()} {each.__dict__}" for each in records)
    jobs = "\n".join(str(job.arguments) for job in Job.objects.all())
    assert len(secrets) == 3 + 2 * 4 + 2 * 4 + 1 + 3
    assert [each.name for each in records].count("request") == 16
    assert [secret for secret in secrets if _is_in(log, secret) or _is_in(jobs, secret)] == []


def _is_in(text: str, secret: str) -> bool:
    """Ignores the six digits after the point of a time, which are no code."""
    return re.search(rf"(?<!\d){re.escape(secret)}(?!\d)", _TIME.sub("", text)) is not None
