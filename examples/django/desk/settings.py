from pathlib import Path

BASE_DIR = Path(__file__).parents[1]
SECRET_KEY = "not secret, for this is an example"
ALLOWED_HOSTS = ["desk.example"]
INSTALLED_APPS = ["desk.apps.DeskConfig"]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
]
SECURE_SSL_REDIRECT = True
ROOT_URLCONF = "desk.urls"
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": BASE_DIR / "desk.sqlite3"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
