"""How fast campaigns leave, beside the least that SMTP and PostgreSQL can do in one run: bin/benchmark campaigns."""

import argparse
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import connection, transaction
from django.template import engines
from django.utils import timezone

from benchmarks.copying import worked
from benchmarks.crowds import PARAGRAPH_AR, begun, crowd, sent_on, settled, tidied
from benchmarks.pages import machine, require_migrated
from campaigns.addressing import Groups, Writer
from campaigns.models import SendChunk
from lib.tenancy.state import workspace

GROUP = 20


@dataclass
class Taken:
    name: str
    count: int
    seconds: float
    here_us: float
    database_us: float

    @property
    def rate(self) -> float:
        return self.count / self.seconds


def main(argv: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="bin/benchmark campaigns", description=__doc__)
    parser.add_argument("--recipients", type=int, default=5_000)
    parser.add_argument("--profile", default="", help="write what cProfile saw of the engine to this file")
    options = parser.parse_args(argv)
    require_migrated()
    with crowd(options.recipients) as opened, workspace(opened.pk), sink():
        print("\n".join(told(rates(options))))
    print(machine())


@contextmanager
def sink() -> Iterator[int]:
    """A fast mail server in a process of its own; what is sent from here goes to it."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    argv = [sys.executable, "-m", "benchmarks.sink", str(port)]
    process = subprocess.Popen(argv, stdout=subprocess.PIPE, text=True)
    process.stdout.readline()
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.CAMPAIGN_MAILS_PER_SECOND = 1_000_000
    try:
        yield port
    finally:
        process.kill()
        process.wait()


def rates(options) -> list[Taken]:
    count = options.recipients
    campaign = begun()
    raw = a_message(campaign)
    taken = [
        measured("SMTP alone, pipelined, finished bytes", count, lambda: pipelined(raw, count)),
        measured("Django: template, message, open connection", count // 5, lambda: plainly(count // 5)),
        measured("the design's statements alone", count, lambda: bare(campaign, count)),
    ]
    tidied()
    taken.append(measured("a campaign", count, profiled(options.profile, sent_on)))
    print(f"{len(raw):,} bytes a message. {settled(campaign)}")
    return taken


def measured(name: str, count: int, work: Callable[[], object]) -> Taken:
    began = time.perf_counter()
    with worked("default") as spent:
        work()
    seconds = time.perf_counter() - began
    return Taken(name, count, seconds, spent.here / count * 1e6, spent.database / count * 1e6)


def profiled(path: str, work: Callable[[], object]) -> Callable[[], object]:
    if not path:
        return work

    def watched():
        import cProfile

        cProfile.runctx("work()", {}, {"work": work}, path)

    return watched


def told(taken: list[Taken]) -> list[str]:
    raw, plain, design, ours = taken
    rows = [
        f"| {each.name} | {each.rate:,.0f} | {each.here_us:,.0f} | {each.database_us:,.0f} |"
        for each in taken
    ]
    beside = (
        f"A campaign: {ours.rate / raw.rate:.1%} of SMTP alone (by CPU {raw.here_us / ours.here_us:.1%}),"
        f" {ours.rate / plain.rate:.1f} times plain Django (by CPU {plain.here_us / ours.here_us:.1f}),"
        f" PostgreSQL {ours.database_us / design.database_us:.1f} times the design's statements."
    )
    head = ["", "| | messages a second | CPU here, µs | PostgreSQL, µs |", "|---|---:|---:|---:|"]
    return [*head, *rows, "", beside]


@transaction.atomic
def a_message(campaign) -> bytes:
    """As the engine writes it to the first of them."""
    writer, chunk = Writer(campaign), SendChunk(campaign=campaign, lo=1, hi=1, pass_at=timezone.now())
    [message] = writer.sort(Groups(writer, chunk, 1).after(0, 1))[0].values()
    return message.raw


def pipelined(raw: bytes, count: int) -> None:
    """The least that a client can do: everything of a message in one write, the answers read when they are there."""
    with socket.create_connection((settings.EMAIL_HOST, settings.EMAIL_PORT)) as line:
        answers = line.makefile("rb")
        answers.readline()
        line.sendall(b"EHLO here\r\n")
        while answers.readline()[3:4] == b"-":
            pass
        begin = b"MAIL FROM:<us@here.example>\r\nRCPT TO:<someone@there.example>\r\nDATA\r\n"
        whole = raw.replace(b"\r\n.", b"\r\n..") + b".\r\n"
        line.sendall(begin)
        for place in range(count):
            for _each in range(3):
                answers.readline()
            line.sendall(whole + begin if place + 1 < count else whole)
            answers.readline()


def plainly(count: int) -> None:
    """What a plain program does: Django's template, Django's message, one connection that stays open."""
    template = engines["django"].from_string(
        "<html dir='rtl'><body><h1>{{ name }}</h1><p>{{ text }}</p><p>{{ text }}</p><p>{{ text }}</p>"
        "<a href='{{ link }}'>x</a></body></html>"
    )
    mailer = get_connection("django.core.mail.backends.smtp.EmailBackend")
    mailer.open()
    for place in range(count):
        link = f"https://here.example/{place}"
        message = EmailMultiAlternatives(
            f"عرض الموسم {place}",
            PARAGRAPH_AR * 3,
            "sila@here.example",
            [f"someone{place}@there.example"],
            connection=mailer,
            headers={"List-Unsubscribe": f"<{link}>"},
        )
        html = template.render({"name": "نورة", "text": PARAGRAPH_AR, "link": link})
        message.attach_alternative(html, "text/html")
        message.send()
    mailer.close()


CLAIM = """update campaigns_sendchunk set state = 'leased', epoch = epoch + 1, due_at = now() + interval '120 s'
where id = (select id from campaigns_sendchunk where campaign_id = %s and workspace_id = %s and state = 'open'
and due_at <= now() order by id limit 1 for update skip locked) returning id, lo, hi, epoch"""
READ = """select row.id, row.seq, contact.email_1, contact.name_ar from campaigns_recipient row
join accounts_contact contact on contact.workspace_id = row.workspace_id and contact.id = row.contact_id
where row.workspace_id = %s and row.campaign_id = %s and row.seq > %s and row.seq <= %s and row.state = 'pending'
and not exists (select from messaging_suppression s where s.workspace_id = row.workspace_id
    and s.address = contact.email_1)
and (select consent.state from accounts_consent consent where consent.workspace_id = row.workspace_id
    and consent.contact_id = row.contact_id and consent.channel = 'email' and consent.purpose = 'marketing'
    order by consent.id desc limit 1) = 'given' order by row.seq limit 20"""
TOKENS = "update campaigns_lane set tokens = tokens - 1, tokens_at = now() where workspace_id = %s"
CURSOR = """update campaigns_sendchunk set done_seq = %s, intent_seq = %s, due_at = now() + interval '120 s'
where id = %s and workspace_id = %s and epoch = %s and state = 'leased' and due_at > now()
and exists (select from campaigns_campaign c where c.id = %s and c.workspace_id = %s and c.state = 'running')"""
MARK = """update campaigns_recipient set state = 'sent', settled_at = now() where workspace_id = %s
and campaign_id = %s and seq >= %s and seq <= %s and state = 'pending'"""
CLOSE = """update campaigns_sendchunk set state = 'done', due_at = null, sent_count = %s
where id = %s and workspace_id = %s"""


def bare(campaign, count: int) -> None:
    """The statements of docs/adr/0009 and nothing else: claimed, read, fenced, marked; then all as it was."""
    where = (campaign.pk, campaign.workspace_id)
    own = where[::-1]
    done = 0
    while done < count:
        ((chunk, lo, hi, epoch),) = asked(CLAIM, *where)
        at = lo - 1
        while at < hi:
            with transaction.atomic():
                asked(TOKENS, own[0])
                rows = asked(READ, *own, at, hi)
                asked(CURSOR, at, rows[-1][1], chunk, own[0], epoch, *where)
            at = rows[-1][1]
        with transaction.atomic():
            asked(MARK, *own, lo, hi)
            asked(CLOSE, hi - lo + 1, chunk, own[0])
        done += hi - lo + 1
    with transaction.atomic():
        asked(
            "update campaigns_recipient set state = 'pending', settled_at = null where campaign_id = %s",
            campaign.pk,
        )
        asked(
            "update campaigns_sendchunk set state = 'open', sent_count = 0, due_at = now(),"
            " done_seq = lo - 1, intent_seq = lo - 1 where campaign_id = %s",
            campaign.pk,
        )


@transaction.atomic
def asked(statement: str, *values) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else []
