"""Password hashing."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2id(Argon2PasswordHasher):
    """OWASP's argon2id parameters (19 MiB, 2 passes, 1 lane): 25 ms instead of Django's 400."""

    time_cost = 2
    memory_cost = 19_456  # KiB
    parallelism = 1
