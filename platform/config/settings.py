"""Django's settings, the composition root."""

from __future__ import annotations

from datetime import timedelta

import environ
from corsheaders.defaults import default_headers
from django.http.request import split_domain_port

from config.api_docs import SPECTACULAR
from config.env import BASE_DIR, read_environment
from config.logs import logging_config
from config.portal import UNFOLD as UNFOLD
from core.db.postgresql.watched import POOL
from workspaces import abilities, plans

ENV = read_environment()

SECRET_KEY = ENV.secret_key
JWT_KEYS = ENV.jwt_keys  # newest first: it signs, all verify
FIELD_KEYS = ENV.field_keys
DEBUG = ENV.debug
VERSION = (BASE_DIR / "VERSION").read_text().strip()
SITE_URL = ENV.site_url
VAR_DIR = ENV.var_dir
PRODUCTION = ENV.production

# --- The apps ----------------------------------------------------------------------------------

INSTALLED_APPS = [
    "unfold",
    "unfold.contrib.filters",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "corsheaders",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "core",
    "accounts",
    "workspaces",
    "workspaces.contacts",
    "scheduling",
    "knowledge",
    "voice.providers",
    "voice.agents",
    "voice.conversations",
    "voice.evaluations",
    "widget",
    "analytics",
    "operations",
]
MIDDLEWARE = [
    "core.http.hosts.DoorHostMiddleware",
    "core.http.compression.CompressionMiddleware",
    "core.http.middleware.RequestIdMiddleware",
    "core.http.middleware.RateLimitHeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "core.http.middleware.SecurityHeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "widget.middleware.WidgetCorsMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "core.http.middleware.BodyLimitMiddleware",
    "core.http.middleware.StaffPortalMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "core.http.middleware.StaffActorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "config.urls"
ASGI_APPLICATION = "config.asgi.application"
WSGI_APPLICATION = "config.wsgi.application"
APPEND_SLASH = False
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = False
FORMAT_MODULE_PATH = ["config.formats"]

# --- Access and limits --------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
LOGIN_REDIRECT_URL = "/admin/"  # the portal is the only place with a sign-in page
ABILITIES = abilities.ABILITIES
PLANS = plans.PLANS
DEFAULT_PLAN = ENV.default_plan
RATE_LIMIT_FACTOR = ENV.rate_limit_factor
TRUSTED_PROXIES = ENV.trusted_proxies
ACCESS_TOKEN_LIFETIME = timedelta(minutes=15)
REFRESH_TOKEN_LIFETIME = timedelta(days=7)
PASSWORD_HASHERS = ["accounts.hashers.Argon2id"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in {
        "MinimumLengthValidator": {"min_length": 8},
        "CommonPasswordValidator": {},
        "NumericPasswordValidator": {},
        "UserAttributeSimilarityValidator": {"user_attributes": ["email", "full_name"]},
    }.items()
]

# --- Stores --------------------------------------------------------------------------------------

# every connection starts as it: owns no table, bound by row-level security
APP_ROLE = "frontdesk_app"
_database = environ.Env.db_url_config(ENV.database_url)
DATABASES = {
    "default": {
        **_database,
        "ENGINE": "core.db.postgresql",
        "CONN_MAX_AGE": 0 if ENV.database_pool else None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            **_database.get("OPTIONS", {}),
            "options": " ".join(
                [
                    f"-c role={APP_ROLE} -c idle_in_transaction_session_timeout=60s",
                    *(["-c statement_timeout=30s"] if ENV.database_pool else []),
                ]
            ),
            "connect_timeout": 2 if ENV.database_pool else 5,
            **({"pool": POOL} if ENV.database_pool else {}),
        },
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = ENV.redis_url
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"socket_timeout": 1, "socket_connect_timeout": 1},
    }
}
STORAGES = {
    "default": {
        "BACKEND": "core.storage.WholeFileStorage",
        "OPTIONS": {"location": VAR_DIR / "storage"},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
STATIC_URL = "/static/"
STATIC_ROOT = ENV.static_root  # target of `collectstatic`, for a CDN; a clone needs none
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

# --- Background work ------------------------------------------------------------------------------

CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# Longer than any time limit, or a long job would be delivered again while it runs.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,
    "socket_timeout": 2,
    "socket_connect_timeout": 2,
}
CELERY_BEAT_SCHEDULE = {
    "sweep-jobs": {"task": "core.sweep_jobs", "schedule": 5.0},
    "relay-events": {"task": "core.relay_events", "schedule": 10.0},
    "tidy": {"task": "core.tidy", "schedule": 3600.0},
    "start-due-crawls": {"task": "knowledge.start_due_crawls", "schedule": 60.0},
    "start-due-syncs": {"task": "scheduling.start_due_syncs", "schedule": 60.0},
    "queue-due-reminders": {"task": "scheduling.queue_due_reminders", "schedule": 60.0},
    "end-appointments": {"task": "scheduling.end_appointments", "schedule": 60.0},
}
# jobs not started for so long are announced again, if the broker has lost their messages
JOB_ANNOUNCEMENT_PATIENCE = timedelta(seconds=15)
ANSWERS_INLINE = False  # True in tests inside one transaction, to answer in the asking thread
ANSWER_THREADS = 256  # concurrent answers per process; most wait for a model
MAX_CONCURRENT_DRAFTS = 4  # of these: searching and assessing, which is CPU work
AGENT_PACKAGE_SOURCE = ENV.agent_package_source

# --- The wire -------------------------------------------------------------------------------------

COMPAT_HOSTS = ENV.compat_hosts
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *ENV.allowed_hosts]
ALLOWED_HOSTS += [split_domain_port(host)[0] for host in COMPAT_HOSTS]
CORS_ALLOWED_ORIGINS = list(ENV.cors_origins)
CORS_URLS_REGEX = r"^/(?!admin/)"
CORS_ALLOW_HEADERS = (
    *default_headers,
    "idempotency-key",
    "if-match",
    "if-none-match",
    "x-request-id",
    "x-workspace-id",
)
CORS_EXPOSE_HEADERS = [
    "ETag",
    "Location",
    "X-Request-Id",
    "X-RateLimit-Limit",
    "X-RateLimit-Remaining",
    "X-RateLimit-Reset",
    "Retry-After",
]
CSRF_TRUSTED_ORIGINS = list(ENV.csrf_origins)
CSRF_FAILURE_VIEW = "config.urls.forged"
MAX_BODY_BYTES = 1_000_000
MAX_DOCUMENT_BYTES = 10 * 1024 * 1024
MAX_UPLOAD_BODY_BYTES = MAX_DOCUMENT_BYTES + 1_000_000  # the file, and the form around it
DATA_UPLOAD_MAX_MEMORY_SIZE = MAX_BODY_BYTES
FILE_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
OUTBOUND_ALLOW_LOOPBACK = ENV.outbound_allow_loopback
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["accounts.authentication.BearerAuthentication"],
    "DEFAULT_RENDERER_CLASSES": ["core.wire.answers.DialectRenderer"],
    "DEFAULT_PARSER_CLASSES": ["core.wire.answers.DialectParser"],
    "DEFAULT_PERMISSION_CLASSES": [],  # access is decided in core.api.views, which nothing bypasses
    "DEFAULT_METADATA_CLASS": None,
    "EXCEPTION_HANDLER": "core.wire.answers.exception_handler",
    "DEFAULT_SCHEMA_CLASS": "config.api_schema.Schema",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    **SPECTACULAR,
    "VERSION": VERSION,
    "CONTACT": {"name": "Who runs this installation", "email": ENV.support_email},
}

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
if PRODUCTION:
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^(health|livez|readyz|liveness|readiness|version)$"]
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
    SECURE_HSTS_SECONDS = 31_536_000
    # Subdomains and the preload list concern the customer's whole domain: not our decision.
    SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

# --- Mail and logs --------------------------------------------------------------------------------

if ENV.email_url:
    vars().update(environ.Env.email_url_config(ENV.email_url))
else:
    EMAIL_BACKEND = "core.mail_backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = VAR_DIR / "mail"
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = ENV.mail_from
SUPPORT_EMAIL = ENV.support_email
LOGGING = logging_config(level=ENV.log_level)
