"""The two keys a workspace table is made of. Each brings its own constraints and index to the model's Meta.

In migrations both are plain foreign keys; what they add stands there on its own.
"""

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from lib.tenancy import state
from lib.tenancy.constraints import RowSecurity, WorkspaceReference

CONSTRAINT_NAME_LENGTH = 63


def add_to_meta(model, option, item):
    """Add a constraint or index as if it were written in the model's Meta, so that makemigrations sees it."""
    items = getattr(model._meta, option)
    if any(item.name and existing.name == item.name for existing in items):
        return
    setattr(model._meta, option, [*items, item])
    model._meta.original_attrs[option] = getattr(model._meta, option)


def constraint_name(model, *parts):
    return "_".join([model._meta.app_label, model._meta.model_name, *parts])[:CONSTRAINT_NAME_LENGTH]


class WorkspaceField(models.ForeignKey):
    """The company a row belongs to: the open workspace, filled in when the row is made."""

    def __init__(self, *, is_referenced=True, **kwargs):
        self.is_referenced = is_referenced
        kwargs.setdefault("to", "workspaces.Workspace")
        kwargs.setdefault("on_delete", models.CASCADE)
        kwargs.setdefault("verbose_name", _("workspace"))
        kwargs.update(db_index=False, editable=False, related_name="+", default=state.current_workspace_id)
        super().__init__(**kwargs)

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        kwargs.pop("default", None)
        kwargs.pop("verbose_name", None)
        return name, "django.db.models.ForeignKey", args, kwargs

    def contribute_to_class(self, cls, name, **kwargs):
        super().contribute_to_class(cls, name, **kwargs)
        if cls._meta.abstract:
            return
        cls._meta.base_manager_name = "objects"
        key = models.UniqueConstraint(fields=["workspace", "id"], name=constraint_name(cls, "key"))
        if self.is_referenced:
            add_to_meta(cls, "constraints", key)
        add_to_meta(cls, "constraints", RowSecurity(name=constraint_name(cls, "row_security")))


class OnceInWorkspace(models.Field):
    """A column whose values are unique within a workspace; in migrations it is its plain base."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{**kwargs, "editable": False})

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        plain = next(base for base in type(self).__mro__ if base.__module__.startswith("django."))
        return name, f"django.db.models.{plain.__name__}", args, kwargs

    def contribute_to_class(self, cls, name, **kwargs):
        super().contribute_to_class(cls, name, **kwargs)
        if not cls._meta.abstract:
            once = models.UniqueConstraint(fields=["workspace", name], name=constraint_name(cls, name))
            add_to_meta(cls, "constraints", once)


class NumberField(OnceInWorkspace, models.PositiveIntegerField):
    """The number people address a record by."""


class FormTokenField(OnceInWorkspace, models.UUIDField):
    """The token of the form that made the record: a form sent twice makes one record."""

    def __init__(self, **kwargs):
        super().__init__(**{**kwargs, "null": True})


class WorkspaceChoiceField(forms.ModelChoiceField):
    """A choice among the open workspace's rows, asked for when the form is made and not when it is written."""

    def __deepcopy__(self, memo):
        copied = super().__deepcopy__(memo)
        if state.current_workspace_id() is not None:
            copied.queryset = self.queryset.model.objects.all()
        return copied


class WorkspaceForeignKey(models.ForeignKey):
    """A key between two tables of the same workspace."""

    def __init__(self, to, on_delete, **kwargs):
        self.is_indexed = kwargs.pop("is_indexed", True)
        kwargs.update(db_constraint=False, db_index=False)
        super().__init__(to, on_delete, **kwargs)

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.ForeignKey", args, kwargs

    def contribute_to_class(self, cls, name, **kwargs):
        super().contribute_to_class(cls, name, **kwargs)
        if cls._meta.abstract:
            return
        add_to_meta(cls, "constraints", WorkspaceReference(field=name, name=constraint_name(cls, name, "fk")))
        if self.is_indexed:
            add_to_meta(cls, "indexes", models.Index(fields=["workspace", name]))

    def formfield(self, **kwargs):
        kwargs.setdefault("form_class", WorkspaceChoiceField)
        kwargs.setdefault("queryset", self.remote_field.model.across_workspaces.none())
        return super().formfield(**kwargs)
