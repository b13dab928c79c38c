from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2idHasher(Argon2PasswordHasher):
    """OWASP's minimum for Argon2id. Django's default takes 100 MiB a hash, so that sign-ins become an attack."""

    time_cost = 2
    memory_cost = 19_456
    parallelism = 1
