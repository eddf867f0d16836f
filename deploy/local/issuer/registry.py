"""The clients as Authlib asks about them: two public ones for people, and the machine clients."""

import hmac
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from authlib.oauth2.rfc6749 import ClientMixin

from deploy.local.issuer.people import Machine

COMMAND_LINE = "aantoonbaar-cli"
SCOPES = ("openid", "profile")
# The pages' own address for coming back with a code, and the one for after a sign-out.
CALLBACK_PATH = "/sign-in/callback"
LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True)
class PublicClient(ClientMixin):  # type: ignore[misc]  # Authlib has no types
    """A client without a secret: a person signs in, and PKCE ties the code to who asked."""

    client_id: str
    redirect_uris: tuple[str, ...] = ()
    any_loopback_port: bool = False
    client_metadata: dict[str, Any] = field(default_factory=dict)

    def get_client_id(self) -> str:
        """The id."""
        return self.client_id

    def get_default_redirect_uri(self) -> None:
        """None: a client must say where it wants to be."""

    def get_allowed_scope(self, scope: str | None) -> str:
        """What was asked, as far as it exists."""
        return " ".join(word for word in (scope or "").split() if word in SCOPES)

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        """Exactly a registered one, or for the command line any port of this machine (RFC 8252)."""
        if redirect_uri in self.redirect_uris:
            return True
        asked = urlsplit(redirect_uri)
        return (
            self.any_loopback_port
            and asked.scheme == "http"
            and asked.hostname in LOOPBACK
            and not asked.fragment
        )

    def check_client_secret(self, client_secret: str) -> bool:
        """Never: it has none."""
        return False

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        """Only without a secret."""
        return method == "none"

    def check_response_type(self, response_type: str) -> bool:
        """Only a code; never a token in an address."""
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        """Only with a code."""
        return grant_type == "authorization_code"


@dataclass(frozen=True)
class MachineClient(ClientMixin):  # type: ignore[misc]  # Authlib has no types
    """A client with a secret, which stands for itself."""

    client_id: str
    machine: Machine
    client_metadata: dict[str, Any] = field(default_factory=dict)

    def get_client_id(self) -> str:
        """The id."""
        return self.client_id

    def get_default_redirect_uri(self) -> None:
        """None: nobody is sent back to a machine."""

    def get_allowed_scope(self, scope: str | None) -> str:
        """What was asked as far as it is allowed; everything allowed when nothing was asked."""
        allowed = self.machine.scope.split()
        return (
            " ".join(word for word in scope.split() if word in allowed)
            if scope
            else (self.machine.scope)
        )

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        """Never."""
        return False

    def check_client_secret(self, client_secret: str) -> bool:
        """Compared in constant time."""
        return hmac.compare_digest(self.machine.secret.encode(), client_secret.encode())

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        """By header or by form."""
        return method in ("client_secret_basic", "client_secret_post")

    def check_response_type(self, response_type: str) -> bool:
        """Never."""
        return False

    def check_grant_type(self, grant_type: str) -> bool:
        """Only for itself."""
        return grant_type == "client_credentials"


def public_clients(pages: str, public_url: str) -> dict[str, PublicClient]:
    """The pages, under both names of this machine, and the command line."""
    homes = [public_url.rstrip("/")]
    homes += [home.replace("//127.0.0.1:", "//localhost:") for home in homes]
    after = [address for home in homes for address in (home, f"{home}/")]
    return {
        pages: PublicClient(
            pages,
            tuple(home + CALLBACK_PATH for home in homes),
            client_metadata={"post_logout_redirect_uris": after},
        ),
        COMMAND_LINE: PublicClient(COMMAND_LINE, any_loopback_port=True),
    }
