"""A field is readable where it stands, with a key we have, and nowhere else."""

import base64

import pytest

from shared.chassis.field_encryption import FieldKeys, Undecipherable


def encoded(key: bytes) -> str:
    return base64.b64encode(key).decode()


OLD, NEW = bytes(range(32)), bytes(range(32, 64))
KEYS = FieldKeys.parse(f"new:{encoded(NEW)},old:{encoded(OLD)}")


@pytest.mark.parametrize("text", ["", "Fijne les!", "ë€😀\n", "x" * 10_000])
def test_what_was_encrypted_here_is_read_here(text: str) -> None:
    assert KEYS.decrypt("people/1/name", KEYS.encrypt("people/1/name", text)) == text


def test_a_moved_value_is_not_readable() -> None:
    sealed = KEYS.encrypt("people/1/name", "Anna")
    for elsewhere in ("people/2/name", "people/1/email", "people/1/name ", ""):
        with pytest.raises(Undecipherable):
            KEYS.decrypt(elsewhere, sealed)


def test_a_changed_value_is_not_readable() -> None:
    name, _, body = KEYS.encrypt("place", "Anna").partition(":")
    raw = bytearray(base64.b64decode(body))
    for position in (0, 12, len(raw) - 1):
        changed = bytes([*raw[:position], raw[position] ^ 1, *raw[position + 1 :]])
        with pytest.raises(Undecipherable):
            KEYS.decrypt("place", f"{name}:{encoded(changed)}")


@pytest.mark.parametrize("sealed", ["", "Anna", "new:", "new:!!", "gone:AAAA", ":", "new:AAAA"])
def test_what_was_never_encrypted_is_not_readable(sealed: str) -> None:
    with pytest.raises(Undecipherable):
        KEYS.decrypt("place", sealed)


def test_the_same_text_never_looks_the_same() -> None:
    assert KEYS.encrypt("place", "Anna") != KEYS.encrypt("place", "Anna")


def test_the_newest_key_encrypts_and_all_decrypt() -> None:
    before = FieldKeys({"old": OLD})
    assert KEYS.decrypt("place", before.encrypt("place", "Anna")) == "Anna"
    assert KEYS.encrypt("place", "Anna").startswith("new:")
    with pytest.raises(Undecipherable):
        before.decrypt("place", KEYS.encrypt("place", "Anna"))


def test_a_blind_index_survives_a_rotation_and_is_bound_to_its_place() -> None:
    assert KEYS.blind("email", "a@b") == FieldKeys({"old": OLD}).blind("email", "a@b")
    assert KEYS.blind("email", "a@b") != KEYS.blind("subject", "a@b")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("", "no key"),
        ("one", "'one'"),
        ("one:AAAA", "'one'"),
        (f"good:{encoded(OLD)},bad:not base64", "'bad'"),
        (f"a-b:{encoded(OLD)}", "'a-b'"),
    ],
)
def test_a_wrong_setting_says_which_key_and_never_the_key(text: str, named: str) -> None:
    with pytest.raises(ValueError, match=named) as wrong:
        FieldKeys.parse(text)
    assert encoded(OLD) not in str(wrong.value)
