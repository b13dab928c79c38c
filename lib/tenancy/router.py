"""Which connection a query takes: Django admin reads as the platform, migrations run as the owner."""

from lib.tenancy import state


class TenancyRouter:
    def db_for_read(self, model, **hints):
        return "platform" if state.is_platform_read() else None

    db_for_write = db_for_read

    def allow_relation(self, obj1, obj2, **hints):
        return True

    def allow_migrate(self, db, app_label, **hints):
        return db == "owner"
