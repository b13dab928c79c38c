from house.registry import translated

LISTED = """\
:env:.disable-pip-version-check='1'
global.index-url='https://registry.example/simple'
global.extra-index-url='https://a.example/simple\\nhttps://b.example/simple'
global.find-links='/wheels /more'
:env:.index-url='https://mirror.example/simple'
"""


def test_uv_asks_the_registry_that_pip_is_told_of():
    told = translated(LISTED)
    assert told["UV_DEFAULT_INDEX"] == "https://mirror.example/simple"
    assert told["UV_INDEX"] == "https://a.example/simple https://b.example/simple"
    assert told["UV_FIND_LINKS"] == "/wheels,/more"
    assert told["UV_INDEX_STRATEGY"] == "unsafe-best-match"


def test_without_configuration_uv_is_left_alone():
    assert translated("") == {}


def test_a_certificate_named_for_everything_stays(monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", "/mine.pem")
    assert translated("global.cert='/pip.pem'") == {}
    monkeypatch.delenv("SSL_CERT_FILE")
    assert translated("global.cert='/pip.pem'") == {"SSL_CERT_FILE": "/pip.pem"}
