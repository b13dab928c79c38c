"""The long-running programs of Sila beside its services: how each is called."""

from .configuration import for_web, for_workers, inherited
from .places import PYTHON, ROOT
from .processes import Child, rotate
from .services import Services

QUEUES = "on_time,now,housekeeping"


def web(services: Services, env: dict[str, str], port: int) -> Child:
    argv = [str(PYTHON), "-m", "gunicorn", "crm.wsgi:application", "--bind", f"127.0.0.1:{port}"]
    argv += ["--worker-class", "gthread", "--workers", "2", "--threads", "4", "--preload"]
    argv += ["--graceful-timeout", "2", "--no-control-socket"]
    return _child(services, "web", argv, for_web(env))


def worker(services: Services, env: dict[str, str]) -> Child:
    return _celery(services, env, "worker", queues=QUEUES, processes=2)


def campaigns(services: Services, env: dict[str, str]) -> Child:
    """By itself: who sends a long campaign waits for the mail server mostly, and others would wait with it."""
    return _celery(services, env, "campaigns", queues="campaign", processes=1)


def _celery(services: Services, env: dict[str, str], name: str, *, queues: str, processes: int) -> Child:
    argv = [str(PYTHON), "-m", "celery", "-A", "crm", "worker", "--hostname", f"{name}@%h"]
    argv += ["--concurrency", str(processes), "--prefetch-multiplier", "1", "--queues", queues]
    argv += ["--loglevel", "INFO", "--without-gossip", "--without-mingle"]
    return _child(services, name, argv, for_workers(env))


def beat(services: Services, env: dict[str, str]) -> Child:
    folder = services.data.path / "beat"
    folder.mkdir(exist_ok=True)
    # An empty --pidfile: our note tells who runs, and a stale file of beat's own would keep it from starting.
    argv = [str(PYTHON), "-m", "celery", "-A", "crm", "beat", "--loglevel", "INFO", "--pidfile="]
    return _child(services, "beat", [*argv, "--schedule", str(folder / "schedule")], for_workers(env))


def mail(services: Services, smtp_port: int, web_port: int) -> Child:
    argv = [str(PYTHON), "-P", str(ROOT / "bin" / "house" / "mailcatcher.py")]
    argv += ["--folder", str(services.data.path / "mail"), "--smtp", str(smtp_port), "--web", str(web_port)]
    return _child(services, "mail", argv, inherited())


def _child(services: Services, name: str, argv: list[str], env: dict[str, str]) -> Child:
    rotate(services.log(name))
    return Child(name, argv, env, services.log(name))
