from django.http import HttpResponse
from django.views.decorators.http import require_safe


@require_safe
def healthz(request):
    """Alive. It tells nothing else to strangers; `bin/manage doctor` does."""
    return HttpResponse("ok", content_type="text/plain")
