"""Keys and passwords of this machine: random, made once, readable by their owner only."""

import base64
import secrets
from collections.abc import Callable
from pathlib import Path

from joserfc.jwk import RSAKey

from shared.chassis.settings import PREFIX

SECRET_BYTES = 32


class Secrets:
    """The secrets in one folder, one file each; each is made when it is first asked for."""

    def __init__(self, folder: Path, *, as_settings: bool = False) -> None:
        """With `as_settings` each file is called as the setting that reads it."""
        self._folder = folder
        self._as_settings = as_settings

    def field_keys(self) -> str:
        """The keys that encrypt fields: `id:base64 of 32 bytes`."""
        return self._once("field-keys", lambda: f"k1:{_random_base64()}")

    def session_key(self) -> str:
        """What signs the sessions of the pages."""
        return self._once("session-key", _random_base64)

    def credential_key(self) -> str:
        """The private key that signs certificates, as PEM."""
        return self._once("credential-key", _new_signing_key)

    def dossier_key(self) -> str:
        """What seals dossiers: the 32 bytes of an Ed25519 private key, which may be any."""
        return self._once("dossier-key", _random_base64)

    def kafka_admin_password(self) -> str:
        """The password of Kafka's administrator on the platforms' listener."""
        return self._once("kafka-admin", _random_word)

    def platform_password(self, platform: str) -> str:
        """The password of a platform's principal in Kafka."""
        return self._once(f"platform-{platform}", _random_word)

    def renew_platform_password(self, platform: str) -> str:
        """Forget a platform's password and make another."""
        self._file(f"platform-{platform}").unlink(missing_ok=True)
        return self.platform_password(platform)

    def client_secret(self, client: str) -> str:
        """The secret of a machine client of the local sign-in."""
        return self._once(f"client-{client}", _random_word)

    def issuer_admin(self) -> str:
        """What the local sign-in asks of whoever adds people."""
        return self._once("issuer-admin", _random_word)

    def issuer_key(self) -> str:
        """The private key that signs tokens, as PEM."""
        return self._once("issuer-key", _new_signing_key)

    def _file(self, name: str) -> Path:
        if self._as_settings:
            name = f"{PREFIX}{name}".replace("-", "_").lower()
        return self._folder / name

    def _once(self, name: str, make: Callable[[], str]) -> str:
        file = self._file(name)
        if not file.exists():
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            draft = self._folder / f".{name}.{secrets.token_hex(4)}"  # mine alone
            draft.touch(mode=0o600)
            draft.write_text(make())
            try:
                file.hardlink_to(draft)  # whole or not at all, and the first one wins
            except FileExistsError:
                pass
            finally:
                draft.unlink()
        return file.read_text()


def _random_base64() -> str:
    return base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def _random_word() -> str:
    return secrets.token_hex(SECRET_BYTES)


def _new_signing_key() -> str:
    return RSAKey.generate_key(2048).as_pem(private=True).decode()
