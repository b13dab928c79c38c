"""How a workspace names its provider of messages, changes it and goes without one. Secrets go in and never come out."""

from typing import Any

from django.db import transaction

from campaigns.channels.line import line_to
from campaigns.channels.provider import Words
from campaigns.models import Gateway, Lane, ProviderHook
from campaigns.ruling import open_hook
from lib.sealing import seal
from timeline.services import record

OF_GATEWAY = ("provider", "base_url", "account", "sender", "price_minor", "currency", "per_second")
# Who tells what became of messages, and proves it with this.
TELLS = {
    Gateway.Provider.TWILIO: ProviderHook.Provider.TWILIO,
    Gateway.Provider.META: ProviderHook.Provider.META,
}


@transaction.atomic
def keep_gateway(channel: str, *, by, fields: dict[str, Any], secret: str, proof: str = "") -> str:
    """Name it, or change it. An empty secret means the one that is known. `proof` is what its receipts are signed
    with, where that is not the secret itself. Gives the token of its address for receipts
    where that is new; it is shown this once.
    """
    found = Gateway.objects.select_for_update().filter(channel=channel).order_by("pk").first()
    gateway = found or Gateway(channel=channel)
    is_other = found is None or found.provider != fields["provider"] or not found.sealed_hook
    if found is not None and found.provider != fields["provider"]:
        close_hooks(found)
        gateway.sealed_secret = gateway.sealed_hook = ""
    changed = [name for name in OF_GATEWAY if getattr(gateway, name) != fields[name]]
    for name in OF_GATEWAY:
        setattr(gateway, name, fields[name])
    if secret:
        gateway.sealed_secret = seal(secret)
    token = ""
    signing = proof if gateway.provider == Gateway.Provider.META else secret
    if gateway.provider in TELLS and (signing or is_other):
        token = renewed_hook(gateway, signing, by=by, is_new=is_other)
    gateway.save()
    Lane.objects.filter(channel=channel).update(
        per_second=gateway.per_second, most_per_second=gateway.per_second
    )
    if found is None or changed or secret or proof:
        said = {"channel": channel, "provider": gateway.get_provider_display()}
        record("gateway.changed", gateway, by=by, **said)
    return token


def renewed_hook(gateway: Gateway, secret: str, *, by, is_new: bool) -> str:
    """Where the address stays only its secret changes."""
    provider = TELLS[Gateway.Provider(gateway.provider)]
    if is_new:
        token = open_hook(provider, secret, by=by)
        gateway.sealed_hook = seal(token)
        return token
    ProviderHook.objects.filter(provider=provider).update(sealed_secret=seal(secret))
    return ""


def close_hooks(gateway: Gateway) -> None:
    if gateway.provider in TELLS:
        ProviderHook.objects.filter(provider=TELLS[Gateway.Provider(gateway.provider)]).delete()


@transaction.atomic
def close_gateway(gateway: Gateway, *, by) -> None:
    """Nothing is sent by it any more; campaigns that wait for it are paused when their turn comes."""
    said = {"channel": gateway.channel, "provider": gateway.get_provider_display()}
    record("gateway.closed", gateway, by=by, **said)
    close_hooks(gateway)
    gateway.delete()


def send_one(gateway: Gateway, number: str, words: Words) -> str:
    """Hand one message over at once, outside of any campaign; what the provider calls it. Raises what lines raise."""
    line = line_to(gateway)
    try:
        return line.post(gateway.sender, number, words)
    finally:
        line.drop()
