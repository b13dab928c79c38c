from datetime import date

import pytest
from django import forms

from lib import formats
from lib.formats import Formats
from lib.formfields import CleanCharField, DayField, EmailField, IntegerField, MoneyField, PhoneField
from lib.phones import Phone


class EverythingForm(forms.Form):
    name = CleanCharField(max_length=10, required=False)
    note = CleanCharField(widget=forms.Textarea, required=False)
    phone = PhoneField(country="SA", required=False)
    price = MoneyField(currency="SAR", required=False)
    points = IntegerField(min_value=0, required=False)
    born_on = DayField(required=False)
    email = EmailField(required=False)


def typed(**data):
    form = EverythingForm(data)
    return form.cleaned_data if form.is_valid() else form.errors.as_data()


def refusal(**data):
    ((field, errors),) = typed(**data).items()
    assert field in data
    return str(errors[0].messages[0])


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        ("name", "  نور\x00 \u202eمكة ", "نور مكة"),
        ("name", "\u200d\u200d", ""),
        ("name", "١٢٣", "١٢٣"),
        ("note", "a\r\n\r\nb\ud800", "a\n\nb"),
        ("phone", " ٠٥٠ ١٢٣ ٤٥٦٧ ", Phone("+966501234567", "٠٥٠ ١٢٣ ٤٥٦٧")),
        ("phone", "", None),
        ("phone", "\u200f", None),
        ("price", "١٢٬٥٠٠٫٥٠", 1250050),
        ("price", "", None),
        ("price", "0", 0),
        ("points", "١٢", 12),
        ("points", "1,500", 1500),
        ("points", "١٬٥٠٠", 1500),
        ("points", "007", 7),
        ("points", " ", None),
        ("born_on", "١ رمضان ١٤٤٦ هـ", date(2025, 3, 1)),
        ("born_on", "1/3/2025", date(2025, 3, 1)),
        ("born_on", "", None),
        ("email", "Mona@Noor.Example", "Mona@noor.example"),
        ("email", "\u200emona@noor.example\u200f", "mona@noor.example"),
        ("email", "user@مثال.السعودية", "user@xn--mgbh0fb.xn--mgberp4a5d4ar"),
        ("email", "mailto:<a.b+c@d.example>", "a.b+c@d.example"),
        ("email", " ", ""),
    ],
)
def test_what_people_type_is_understood(field, text, value):
    assert typed(**{field: text})[field] == value


@pytest.mark.parametrize(
    ("field", "text", "advice"),
    [
        ("name", "x" * 11, "at most 10"),
        ("phone", "050", "too few"),
        ("price", "-5", "not negative"),
        ("price", "1e3", "in digits"),
        ("price", "9" * 40, "too large"),
        ("points", "-5", "greater than or equal to 0"),
        ("points", "1e3", "whole number"),
        ("points", "NaN", "whole number"),
        ("points", "12.0", "whole number"),
        ("points", "١٢٫٥", "whole number"),
        ("points", "1,50", "whole number"),
        ("points", "²", "whole number"),
        ("points", "9" * 40, "too large"),
        ("points", "2147483648", "too large"),
        ("points", "9" * 5000, "too large"),
        ("born_on", "31/02/2025", "no such day"),
        ("born_on", "99999-01-01", "four digits"),
        ("email", "a@b", "for example"),
        ("email", "a@b.example, c@d.example", "one e-mail address"),
        ("email", "a@b@c.example", "one e-mail address"),
        ("email", "محمد@example.com", "Latin letters"),
        ("email", "a@example.com.", "for example"),
        ("email", "a" * 320 + "@b.example", "for example"),
        ("email", "a@" + "b" * 300 + ".example", "for example"),
        ("email", "a b@c.example", "for example"),
        ("email", "a@\x00", "for example"),
        ("email", "@", "for example"),
        ("email", "a@..", "for example"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_advice(field, text, advice):
    assert advice in refusal(**{field: text})


def test_a_text_that_shows_nothing_does_not_satisfy_a_required_field():
    with pytest.raises(forms.ValidationError, match="required"):
        CleanCharField().clean("\u200d \u3164")


def test_values_are_written_back_as_people_type_them():
    with formats.use(Formats("ar", "Asia/Riyadh", "SAR", calendar="hijri", digits="arabic")):
        form = EverythingForm(
            initial={"price": 1250050, "born_on": date(2025, 3, 1), "email": "a@xn--mgbh0fb.example"}
        )
        assert form["price"].value() == "١٢٥٠٠.٥٠"
        assert form["born_on"].value() == "١ رمضان ١٤٤٦ هـ"
        assert form["email"].value() == "a@مثال.example"
        assert not EverythingForm({"price": "١٢٥٠٠.٥٠"}, initial={"price": 1250050}).has_changed()
        assert EverythingForm({"price": "abc"}, initial={"price": 1250050}).has_changed()


def test_what_was_typed_wrong_stays_in_the_box():
    form = EverythingForm({"price": "12x", "born_on": "soon", "phone": "05"})
    assert not form.is_valid()
    assert [form[name].value() for name in ("price", "born_on", "phone")] == ["12x", "soon", "05"]


def test_the_country_and_the_currency_may_be_set_on_the_form():
    form = EverythingForm({"phone": "050 123 4567", "price": "1.500"})
    form.fields["phone"].country = "AE"
    form.fields["price"].currency = "KWD"
    assert form.is_valid(), form.errors
    assert form.cleaned_data["phone"].e164 == "+971501234567"
    assert form.cleaned_data["price"] == 1500
