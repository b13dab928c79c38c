"""Settings of Sila, all from the environment; docs/deploy.md lists them."""

from email.utils import parseaddr
from pathlib import Path

import pghistory
from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _
from environs import Env

from crm import logs, rate_limits
from crm.schedule import SCHEDULE

BASE_DIR = Path(__file__).resolve().parent.parent
env = Env()

# Core
SECRET_KEY = env.str("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", [])
DEBUG = env.bool("DEBUG", False)
DEMO = env.bool("DEMO", False)
SITE_URL = env.str("SITE_URL", "http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["127.0.0.1", "localhost"])
DATA_DIR = Path(env.str("DATA_DIR", str(BASE_DIR / ".data")))
ROOT_URLCONF = "crm.urls"
WSGI_APPLICATION = "crm.wsgi.application"
AUTH_USER_MODEL = "workspaces.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "desk",
    "portal",
    "reports",
    "complaints",
    "loyalty",
    "campaigns",
    "planning",
    "visits",
    "sales",
    "surveys",
    "social",
    "meetings",
    "updates",
    "interactions",
    "accounts",
    "messaging",
    "workspaces",
    "timeline",
    "crm.apps.PlatformAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_filters",
    "django_htmx",
    "template_partials",
    "csp",
    "pgtrigger",
    "pghistory",
    "phonenumber_field",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "workspaces.middleware.DevicesMiddleware",
    "workspaces.middleware.RequestNumberMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "workspaces.middleware.SessionsMiddleware",
    "workspaces.middleware.LanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "workspaces.drafts.DraftsMiddleware",
    "workspaces.middleware.AdminReadsMiddleware",
    "workspaces.middleware.WorkspaceMiddleware",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "workspaces.context.workspace",
            ],
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            [
                                "django.template.loaders.filesystem.Loader",
                                "django.template.loaders.app_directories.Loader",
                            ],
                        )
                    ],
                )
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "template_partials.templatetags.partials",
                "lib.templatetags.house",
                "lib.templatetags.components",
            ],
        },
    }
]

# Database: the app's role for everything, the owner for migrations, the platform's role for Django admin.
_connection = {
    "ENGINE": "lib.tenancy.backend",
    "CONN_MAX_AGE": env.int("CONN_MAX_AGE", 600),
    "CONN_HEALTH_CHECKS": True,
    "DISABLE_SERVER_SIDE_CURSORS": True,
}
_app_database = env.dj_db_url("DATABASE_URL")
DATABASES = {
    "default": {**_app_database, **_connection},
    "owner": {
        **env.dj_db_url("MIGRATION_DATABASE_URL", env.str("DATABASE_URL")),
        **_connection,
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": 0,
        "OPTIONS": {"assume_role": "crm_owner"},
    },
    "platform": {**env.dj_db_url("PLATFORM_DATABASE_URL", env.str("DATABASE_URL")), **_connection},
}
DATABASE_ROUTERS = ["lib.tenancy.router.TenancyRouter"]
# History rows keep plain ids: no keys, no indexes of their own, and no table of contexts.
PGHISTORY_FOREIGN_KEY_FIELD = pghistory.ForeignKey(db_index=False, related_name="+")
MIGRATION_MODULES = {"pghistory": None}

# Cache and broker: hints and speed only. Everything that must last is in PostgreSQL.
REDIS_URL = env.str("REDIS_URL", "redis://127.0.0.1:6379/0")
CACHES = {
    "default": {
        "BACKEND": "lib.tenancy.cache.HintCache",
        "LOCATION": REDIS_URL,
        "KEY_FUNCTION": "lib.tenancy.cache.make_key",
        "OPTIONS": {"socket_timeout": 1, "socket_connect_timeout": 1},
    }
}
SESSION_ENGINE = "workspaces.sessions"

CELERY_BROKER_URL = REDIS_URL
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 300,
    "socket_timeout": 30,
    "socket_connect_timeout": 2,
    "health_check_interval": 25,
    # One try: a page must not wait for a broker that is down (kombu would try a hundred times).
    "max_retries": 0,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
# A task that kills its worker would come back at once and for ever. What it was about stands in the database,
# where tries are counted.
CELERY_TASK_REJECT_ON_WORKER_LOST = False
CELERY_TASK_SOFT_TIME_LIMIT = 25
CELERY_TASK_TIME_LIMIT = 60
CELERY_TASK_DEFAULT_QUEUE = "now"
# Workers take from the queues in turn: what people wait for to the second stands behind no thousand mails.
CELERY_TASK_ROUTES = {
    "*.tasks.remind_of_*": {"queue": "on_time"},
    "timeline.tasks.run_job": {"queue": "housekeeping"},
    # Who sends waits for mail servers: in processes of its own.
    "campaigns.tasks.begin_campaigns": {"queue": "campaign"},
    "campaigns.tasks.send_campaign_of": {"queue": "campaign"},
}
CELERY_TASK_PUBLISH_RETRY = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 400_000  # kB
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = env.int("WORKER_SOFT_SHUTDOWN_SECONDS", 20)
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_DB_REUSE_MAX = 1000
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE = SCHEDULE
CELERY_BEAT_SCHEDULER = "lib.beat.SteadyScheduler"

# A job whose worker has not committed for so long is given to another; longer than the slice a worker takes.
JOB_LEASE_SECONDS = env.float("JOB_LEASE_SECONDS", 30)

# E-mail
_email = env.dj_email_url("EMAIL_URL", "smtp://127.0.0.1:1025")
EMAIL_HOST = _email["EMAIL_HOST"]
EMAIL_PORT = _email["EMAIL_PORT"]
EMAIL_HOST_USER = _email["EMAIL_HOST_USER"]
EMAIL_HOST_PASSWORD = _email["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS, EMAIL_USE_SSL = _email["EMAIL_USE_TLS"], _email["EMAIL_USE_SSL"]
EMAIL_TIMEOUT = 10
# Whether workspaces may name servers within private networks: only where all of them are the same company's.
PRIVATE_SERVERS = env.bool("PRIVATE_SERVERS", False)
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("DEFAULT_FROM_EMAIL", "Sila <no-reply@sila.example>")
# What members write to customers. The domains that workspaces may write from besides this address, and the domain of
# their mailboxes; without it they only send.
MAIL_FROM_ADDRESS = parseaddr(DEFAULT_FROM_EMAIL)[1]
SENDER_DOMAINS = env.list("SENDER_DOMAINS", ["noor=noor.example", "bahr=bahr.example"] if DEMO else [])
INBOUND_DOMAIN = env.str("INBOUND_DOMAIN", "in.sila.example" if DEMO else "")
# Letters of campaigns name the mailbox as where they come back to; SPF of INBOUND_DOMAIN has to allow the mail server.
BOUNCES_TO_MAILBOX = env.bool("BOUNCES_TO_MAILBOX", False)
# The provider whose hook brings mail in (docs/deploy.md), and what it proves itself with.
INBOUND_PROVIDER = env.str("INBOUND_PROVIDER", "")
ANYMAIL = {
    "WEBHOOK_SECRET": env.str("INBOUND_SECRET", ""),  # “name:password” of HTTP basic authentication
    "MAILGUN_WEBHOOK_SIGNING_KEY": env.str("MAILGUN_WEBHOOK_SIGNING_KEY", ""),
    "POSTAL_WEBHOOK_KEY": env.str("POSTAL_WEBHOOK_KEY", ""),
}
MAIL_PER_HOUR = env.int("MAIL_PER_HOUR", 200)  # of one workspace
CAMPAIGN_MAILS_PER_SECOND = env.float(
    "CAMPAIGN_MAILS_PER_SECOND", 50
)  # of one workspace, at first and at most

# Language and time
LANGUAGE_CODE = "ar"
LANGUAGES = [("ar", _("Arabic")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "crm.formats"
TIME_ZONE = "Asia/Riyadh"
USE_TZ = True
PHONENUMBER_DEFAULT_REGION = "SA"

# Static files and uploads
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA_DIR / "files"},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.ManifestStaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
DATA_UPLOAD_MAX_NUMBER_FILES = 50  # forms say themselves how many they take
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_HANDLERS = [
    "lib.uploads.LimitedUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
MOST_UPLOAD_BYTES = 32 * 1024 * 1024  # of a whole request; imports take files of 25 MB

FILTERS_EMPTY_CHOICE_LABEL = "—"
FORM_RENDERER = "lib.formrendering.Renderer"
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"

# Security
IS_HTTPS = SITE_URL.startswith("https://")
SECURE_SSL_REDIRECT = IS_HTTPS
SECURE_HSTS_SECONDS = 63_072_000 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = IS_HTTPS
SECURE_REFERRER_POLICY = "same-origin"
if env.bool("TRUST_PROXY_SSL_HEADER", False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_NAME = "__Host-session" if IS_HTTPS else "session"
# By this a browser is known again when somebody signs in; it lets nobody in.
DEVICE_COOKIE_NAME = "__Host-device" if IS_HTTPS else "device"
CSRF_COOKIE_NAME = "__Host-csrf" if IS_HTTPS else "csrf"
# No session lives longer, nor longer unused; a workspace may ask for less.
SESSION_COOKIE_AGE = 12 * 3600
SESSION_IDLE_MINUTES = env.int("SESSION_IDLE_MINUTES", 8 * 60)
# Taking customers out and changing who may do what asks for the password or a code given so recently.
PROOF_MINUTES = env.int("PROOF_MINUTES", 30)
CSRF_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "crm.errors.csrf_failure"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}

# People
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["workspaces.hashers.Argon2idHasher", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
    {"NAME": "workspaces.passwords.LongEnough", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 3600
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "account_login"

ACCOUNT_ADAPTER = "workspaces.signin.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "workspaces.signin_forms.SignInForm",
    "reset_password": "workspaces.signin_forms.PasswordResetForm",
    "reset_password_from_key": "workspaces.signin_forms.NewPasswordForm",
    "change_password": "workspaces.signin_forms.PasswordChangeForm",
    "reauthenticate": "workspaces.signin_forms.PasswordAgainForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
# An address is proven by the invitation that was sent to it.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_RATE_LIMITS = rate_limits.RATE_LIMITS
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", 0)
MFA_ADAPTER = "workspaces.signin.MFAAdapter"
MFA_FORMS = {
    "authenticate": "workspaces.signin_forms.SecondStepForm",
    "reauthenticate": "workspaces.signin_forms.SecondStepAgainForm",
    "activate_totp": "workspaces.signin_forms.TwoStepForm",
    "add_webauthn": "workspaces.passkey_forms.NewPasskeyForm",
    "edit_webauthn": "workspaces.passkey_forms.PasskeyNameForm",
    "authenticate_webauthn": "workspaces.passkey_forms.PasskeySecondStepForm",
    "reauthenticate_webauthn": "workspaces.passkey_forms.PasskeyAgainForm",
    "login_webauthn": "workspaces.passkey_forms.PasskeySignInForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# There is nothing to guess; a whole office has one address.
MFA_RATE_LIMITS = {"webauthn_login": "60/m/ip"}
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "Sila"
# A phone's clock may be half a minute off.
MFA_TOTP_TOLERANCE = 1

AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.25  # hours
AXES_USERNAME_CALLABLE = "workspaces.signin.name_to_count"
AXES_LOCKOUT_PARAMETERS = "workspaces.signin.what_locks"
AXES_CLIENT_IP_CALLABLE = "workspaces.signin.client_address"
AXES_LOCKOUT_CALLABLE = "crm.errors.too_many_attempts"
AXES_USERNAME_FORM_FIELD = "login"
AXES_RESET_ON_SUCCESS = True
# Or an attacker who goes on guessing would keep the owner out for ever.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_ENABLE_ACCESS_FAILURE_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

# Observability
LOGGING = logs.LOGGING
SENTRY_DSN = env.str("SENTRY_DSN", "")
if SENTRY_DSN:
    import sentry_sdk

    sentry_sdk.init(dsn=SENTRY_DSN, send_default_pii=False)
