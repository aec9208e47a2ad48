"""Signatures as Standard Webhooks has them, verified by other hands than those that made them."""

import base64
from datetime import UTC, datetime

import pytest

from syndication.signing import key_of, new_secret, signed
from tests.syndication.receiver import documented_verify

EXAMPLE = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
AT = datetime.fromtimestamp(1614265330, UTC)
BODY = b'{"test": 2432232314}'


def test_the_example_of_the_reference_implementation() -> None:
    headers = signed("msg_p5jXN8AQM9LWM0D4loKWxJek", AT, BODY, EXAMPLE)
    assert headers == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


def test_a_new_secret_is_a_key_of_its_own() -> None:
    assert len(key_of(new_secret())) == 32
    assert new_secret() != new_secret()


@pytest.mark.parametrize(
    "secret",
    [
        "",
        "geheim",
        "whsec_",
        "whsec_***",
        "whsec_" + base64.b64encode(b"x" * 23).decode(),
        "whsec_" + base64.b64encode(b"x" * 65).decode(),
        base64.b64encode(b"x" * 32).decode(),
    ],
)
def test_anything_else_is_no_secret(secret: str) -> None:
    with pytest.raises(ValueError, match=r"^no"):
        key_of(secret)


def test_what_the_paper_shows_takes_the_right_signature_and_no_other() -> None:
    verify, secret = documented_verify(), new_secret()
    headers = signed("msg_1", datetime.now(UTC), BODY, secret)
    assert verify(secret, headers, BODY) == {"test": 2432232314}
    several = {**headers, "webhook-signature": f"v1,AAAA {headers['webhook-signature']}"}
    assert verify(secret, several, BODY) == {"test": 2432232314}
    for wrong in (
        {**headers, "webhook-id": "msg_2"},
        {**headers, "webhook-timestamp": "1614265330"},
        {**headers, "webhook-signature": "v1,AAAA"},
        signed("msg_1", AT, BODY, secret),
    ):
        with pytest.raises(ValueError, match="webhook"):
            verify(secret, wrong, BODY)
    with pytest.raises(ValueError, match="webhook"):
        verify(new_secret(), headers, BODY)
    with pytest.raises(ValueError, match="webhook"):
        verify(secret, headers, BODY + b" ")
