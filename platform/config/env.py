"""The environment: read once, typed, and checked at start."""

from __future__ import annotations

import math
from dataclasses import dataclass
from email.utils import parseaddr
from pathlib import Path

import environ
from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured

from operations.embedded.secrets import load_or_create_secrets
from operations.embedded.state import read_state
from workspaces.plans import PLANS

BASE_DIR = Path(__file__).resolve().parents[2]

# Connections to port 1 of this machine are refused at once; `NoServers` explains the error.
NO_DATABASE = "postgresql://nobody@127.0.0.1:1/none"
NO_REDIS = "redis://127.0.0.1:1/0"
MIN_JWT_KEY_LENGTH = 32  # RFC 7518: as long as the digest of HS256


@dataclass(frozen=True, slots=True)
class Environment:
    """Everything that the platform takes from its environment.

    compat_hosts: host, or host:port → the door served at its /api/v1.
    rate_limit_factor: multiplies every limit.
    trusted_proxies: number of our own proxies in front; 0 uses the peer's address.
    database_pool: True if this process shares a connection pool between its threads.
    agent_package_source: a folder, or the address of an index over HTTP.
    default_plan: of new workspaces.
    support_email: whom owners write to, for example about their plan.
    """

    var_dir: Path
    production: bool
    debug: bool
    secret_key: str
    jwt_keys: tuple[str, ...]
    field_keys: tuple[str, ...]
    database_url: str
    redis_url: str
    allowed_hosts: tuple[str, ...]
    compat_hosts: dict[str, str]
    cors_origins: tuple[str, ...]
    csrf_origins: tuple[str, ...]
    site_url: str
    email_url: str
    mail_from: str
    rate_limit_factor: float
    outbound_allow_loopback: bool
    trusted_proxies: int
    database_pool: bool
    log_level: str
    static_root: str | None
    agent_package_source: str
    default_plan: str
    support_email: str


def read_environment() -> Environment:
    """Raises ImproperlyConfigured, naming the variable that is missing or invalid."""
    env = environ.Env()
    production = env.str("FRONTDESK_ENV", "development") == "production"
    var_dir = Path(env.str("VAR_DIR", str(BASE_DIR / "var"))).absolute()
    secret_key, jwt_keys, field_keys = _secrets(env, var_dir, production=production)
    running = None if "DATABASE_URL" in env and "REDIS_URL" in env else read_state(var_dir)
    loopback = env.bool("OUTBOUND_ALLOW_LOOPBACK", False)
    if production and loopback:
        raise ImproperlyConfigured("OUTBOUND_ALLOW_LOOPBACK is for development only.")
    port = _number(env, "PORT", 8000)
    mail_from = env.str("DEFAULT_FROM_EMAIL", "Frontdesk <frontdesk@localhost>")
    return Environment(
        var_dir=var_dir,
        production=production,
        debug=env.bool("DEBUG", False) and not production,
        secret_key=secret_key,
        jwt_keys=jwt_keys,
        field_keys=field_keys,
        database_url=env.str("DATABASE_URL", "")
        or (running and running.database_url)
        or NO_DATABASE,
        redis_url=env.str("REDIS_URL", "") or (running and running.redis_url) or NO_REDIS,
        allowed_hosts=tuple(env.list("ALLOWED_HOSTS", default=[])),
        compat_hosts=_compat_hosts(env),
        cors_origins=tuple(env.list("CORS_ALLOWED_ORIGINS", default=[])),
        csrf_origins=tuple(env.list("CSRF_TRUSTED_ORIGINS", default=[])),
        site_url=env.str("SITE_URL", f"http://localhost:{port}").rstrip("/"),
        email_url=env.str("EMAIL_URL", ""),
        mail_from=mail_from,
        rate_limit_factor=_positive(env, "RATE_LIMIT_FACTOR", 1.0),
        outbound_allow_loopback=loopback,
        trusted_proxies=_number(env, "TRUSTED_PROXIES", 0, minimum=0),
        database_pool=env.bool("DATABASE_POOL", False),
        log_level=env.str("LOG_LEVEL", "INFO").upper(),
        static_root=env.str("STATIC_ROOT", "") or None,
        agent_package_source=env.str("AGENT_PACKAGE_SOURCE", "")
        or str(BASE_DIR / "voice" / "agents" / "packages"),
        default_plan=_plan(env),
        support_email=env.str("SUPPORT_EMAIL", "") or parseaddr(mail_from)[1],
    )


def _secrets(
    env: environ.Env, var_dir: Path, *, production: bool
) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """From the environment; in development generated once and stored in VAR_DIR."""
    names = ("SECRET_KEY", "JWT_KEYS", "FIELD_KEYS")
    missing = [name for name in names if not env.str(name, "")]
    if production and missing:
        raise ImproperlyConfigured(f"Set {', '.join(missing)}: production generates no secrets.")
    jwt_keys = tuple(env.list("JWT_KEYS", default=[]))
    field_keys = tuple(env.list("FIELD_KEYS", default=[]))
    for key in jwt_keys:
        _check_jwt_key(key)
    for key in field_keys:
        _check_field_key(key)
    if not missing:
        return env.str("SECRET_KEY"), jwt_keys, field_keys
    made = load_or_create_secrets(var_dir)
    return (
        env.str("SECRET_KEY", "") or made.secret_key,
        jwt_keys or made.jwt_keys,
        field_keys or made.field_keys,
    )


def _check_jwt_key(key: str) -> None:
    if len(key) < MIN_JWT_KEY_LENGTH:
        raise ImproperlyConfigured(
            f"JWT_KEYS holds keys of at minimum {MIN_JWT_KEY_LENGTH} characters each."
        )


def _check_field_key(key: str) -> None:
    try:
        Fernet(key)
    except ValueError as error:
        raise ImproperlyConfigured(
            "FIELD_KEYS holds Fernet keys: 32 bytes each, as url-safe base64."
        ) from error


def _compat_hosts(env: environ.Env) -> dict[str, str]:
    """`host=door,host:port=door` → host to door. The doors are the folders of `compat`."""
    doors = {path.parent.name for path in (BASE_DIR / "platform" / "compat").glob("*/door.py")}
    hosts: dict[str, str] = {}
    for entry in env.list("COMPAT_HOSTS", default=[]):
        host, _, door = (part.strip() for part in entry.partition("="))
        if not host or door not in doors:
            raise ImproperlyConfigured(
                f"COMPAT_HOSTS holds host=door pairs, doors being {', '.join(sorted(doors))}; "
                f"this is none: {entry}"
            )
        hosts[host.lower()] = door
    return hosts


def _plan(env: environ.Env) -> str:
    plan = env.str("DEFAULT_PLAN", "FREE").upper()
    if plan not in PLANS:
        raise ImproperlyConfigured(f"DEFAULT_PLAN is one of {', '.join(PLANS)}, not {plan}.")
    return plan


def _number(env: environ.Env, name: str, default: int, *, minimum: int = 1) -> int:
    try:
        value = int(env.int(name, default))
    except ValueError:
        value = minimum - 1
    if value < minimum:
        raise ImproperlyConfigured(f"{name} must be a whole number from {minimum}.")
    return value


def _positive(env: environ.Env, name: str, default: float) -> float:
    try:
        value = float(env.float(name, default))
    except ValueError:
        value = 0.0
    if not 0 < value < math.inf:
        raise ImproperlyConfigured(f"{name} must be a number above 0.")
    return value
