"""A group of recipients as text messages; whom they are written to is asked as for letters."""

from functools import cached_property

from accounts.consent_links import preferences_link
from accounts.models.contact import Channel
from campaigns.addressing import Group, Lacking, Message, Writer
from campaigns.channels.line import gateway_of
from campaigns.channels.provider import Words
from campaigns.channels.wording import Wording, wording_of
from campaigns.models import Recipient
from campaigns.values import OF_POINTS, values_for


class TextWriter(Writer):
    """What a campaign says by text message, read once."""

    def __init__(self, campaign, content=None):
        super().__init__(campaign, content)
        self.gateway = gateway_of(campaign.channel)
        self._wordings: dict[str, Wording] = {}

    def wording(self, language: str) -> Wording:
        if language not in self._wordings:
            takes_answers = self.gateway is not None and self.gateway.takes_answers
            self._wordings[language] = wording_of(
                self.content, language, purpose=self.campaign.purpose, takes_answers=takes_answers
            )
        return self._wordings[language]

    @cached_property
    def tells_customer(self) -> bool:
        own = any(self.wording(each).needs(*OF_CUSTOMER, *OF_POINTS) for each in self.languages)
        return own or any(each.tells_customer for each in self.others.values())

    def write(self, row: Recipient, group: Group) -> Message:
        if row.variant in self.others:
            return self.others[row.variant].write(row, group)
        wording = self.wording(self.language_for(group.contacts[row.contact_id]))
        values = self.values(row, group, wording)
        return Message(self.gateway.sender, row.address, self.words(row, wording, values))

    def words(self, row: Recipient, wording: Wording, values: dict[str, str]) -> Words:
        text = wording.fill(values)
        if self.campaign.channel != Channel.WHATSAPP:
            return Words(text, row.reference)
        try:
            parameters = wording.parameters(values)
        except LookupError as missing:
            raise Lacking from missing
        code = self.content.code(wording.language)
        return Words(text, row.reference, self.content.approved_name, code, parameters)

    def values(self, row: Recipient, group: Group, wording: Wording) -> dict[str, str]:
        contact = group.contacts[row.contact_id]
        return values_for(
            group.account_of(contact),
            contact,
            workspace=self.workspace,
            language=wording.language,
            preferences_url=preferences_link(contact) if wording.needs("preferences") else "",
            with_points=wording.needs(*OF_POINTS),
        )


OF_CUSTOMER = ("customer", "manager", "city")
