"""Django admin: for platform staff only, and only with a second step given in this session."""

from functools import update_wrapper

from django.contrib.admin import AdminSite
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from lib.admin import StaffAdmin
from workspaces.two_step import ask_second_step, has_factor, has_second_step


class PlatformAdmin(AdminSite):
    site_title = site_header = _("Sila platform")
    index_title = _("All workspaces")
    empty_value_display = "—"

    def register(self, model_or_iterable, admin_class=None, **options):
        """Only pages made for here: those that packages bring show secrets, or change what must not be changed."""
        if admin_class is not None and issubclass(admin_class, StaffAdmin):
            super().register(model_or_iterable, admin_class, **options)

    def has_permission(self, request):
        user = request.user
        return user.is_active and user.is_staff and has_second_step(request) and has_factor(user)

    def admin_view(self, view, cacheable=False):
        inner = super().admin_view(view, cacheable)

        def gate(request, *args, **kwargs):
            return self._keep_out(request) or inner(request, *args, **kwargs)

        return update_wrapper(gate, view)

    def _keep_out(self, request):
        """Strangers sign in, members of workspaces find nothing here, staff gives the second step first."""
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not (request.user.is_active and request.user.is_staff):
            raise Http404
        return None if self.has_permission(request) else ask_second_step(request, request.get_full_path())

    def login(self, request, extra_context=None):
        """There is one page to sign in, with one limiter of guesses."""
        return redirect_to_login("/admin/")

    def logout(self, request, extra_context=None):
        return require_POST(self._logout)(request)

    def _logout(self, request):
        logout(request)
        return redirect("account_login")

    def password_change(self, request, extra_context=None):
        return redirect("account_change_password")

    password_change_done = password_change
