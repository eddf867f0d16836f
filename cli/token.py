"""`token`: an access token of the local sign-in, for a person or a machine client."""

from typing import Annotated

import typer

from deploy.local.failures import WrongUse
from deploy.local.issuer.people import People
from deploy.local.services import url
from deploy.local.sign_in import SignIn
from deploy.local.stack import Stack


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command()(token)


def token(
    subject: Annotated[str | None, typer.Argument(help="A person's subject or name.")] = None,
    *,
    client: Annotated[str | None, typer.Option(help="A machine client instead.")] = None,
) -> None:
    """Print an access token for someone of this machine."""
    if (subject is None) == (client is None):
        raise WrongUse("Name a person, or a machine client with --client.")
    stack = Stack.here()
    sign_in = SignIn(url(stack.ports.sign_in))
    if subject is not None:
        print(sign_in.token_of_person(subject))
    elif client is not None:
        print(sign_in.token_of_machine(client, _secret(stack, client)))


def _secret(stack: Stack, client: str) -> str:
    machine = People(stack.paths.people).machine(client)
    if machine is None:
        raise WrongUse(f"The local sign-in does not know a machine client {client!r}.")
    return machine.secret
