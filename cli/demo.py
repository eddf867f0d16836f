"""`demo`: a stand-in platform and scripted people load a believable year by the public doors."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Annotated

import typer

from cli.alone import alone
from cli.terminal import print_json, progress, results
from demo.acts import OPS
from demo.doors import DemoFailed, Doors
from demo.options import Options, WrongOptions
from demo.perform import perform
from demo.plan import Plan, make_plan
from demo.plot.script import PLATFORM
from deploy.local.failures import DependencyMissing, WrongUse
from deploy.local.paths import PROJECT
from deploy.local.samples import OPS_CLIENT, add_machines
from deploy.local.services import url
from deploy.local.sign_in import SignIn
from deploy.local.stack import Stack

CATALOGUE = PROJECT / "services" / "enrolment" / "samples" / "catalogue.csv"
ATTEMPTS = 4
USUAL = Options()

Tell = Callable[[str], None]


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command()(demo)


def demo(
    *,
    boards: Annotated[int, typer.Option(help="How many boards.")] = USUAL.boards,
    schools: Annotated[int, typer.Option(help="How many schools in all.")] = USUAL.schools,
    teachers: Annotated[int, typer.Option(help="Teachers per school.")] = USUAL.teachers,
    year: Annotated[str, typer.Option(help="The school year.")] = USUAL.year,
    seed: Annotated[int, typer.Option(help="Another seed, another year.")] = USUAL.seed,
    as_json: Annotated[
        bool, typer.Option("--json", help="One JSON object, last on stdout.")
    ] = False,
) -> None:
    """Load a demo year into the running platform; the same one again changes nothing."""
    options = Options(boards, schools, teachers, year, seed)
    with progress() as tell:
        stack = Stack.here(tell)
        with alone(stack.paths, tell):
            acts, plan = load_demo(stack, tell, options)
    if as_json:
        print_json({**asdict(options), "acts": len(plan.acts), "performed": acts})
        return
    results.print(f"Performed {acts} of {len(plan.acts)} acts; the rest was there already.")
    show_sights(plan)


def load(stack: Stack, tell: Tell) -> Plan:
    """Load the usual demo, or what is left of it to load."""
    return load_demo(stack, tell, USUAL)[1]


def load_demo(stack: Stack, tell: Tell, options: Options) -> tuple[int, Plan]:
    """Load a demo; how many acts were performed now, and the plan."""
    plan = planned(options)
    for name in stack.names:
        why_not = stack.why_not_ready(name)
        if why_not is not None:
            raise DependencyMissing(f"{name} is not ready: {why_not}; start it: ./aantoonbaar up")
    sign_in = SignIn(url(stack.ports.sign_in), stack.secrets.issuer_admin())
    tell("Admitting the demo's people and its platform")
    _admit_people(sign_in, stack, plan)
    password = stack.admit_platform(PLATFORM)
    ops_secret = stack.secrets.client_secret(OPS_CLIENT)

    def token(subject: str) -> str:
        if subject == OPS:
            return sign_in.token_of_machine(OPS_CLIENT, ops_secret)
        return sign_in.token_of_person(subject)

    doors = Doors(
        enrolment=url(stack.ports.enrolment),
        feedback=url(stack.ports.feedback),
        kafka_bootstrap=stack.platform_bootstrap,
        platform_password=password,
        token=token,
        clock_file=stack.paths.clock,
        journal_file=stack.paths.data / "demo" / f"{options.name}.ndjson",
    )
    return _perform(stack, plan, doors, tell), plan


def _perform(stack: Stack, plan: Plan, doors: Doors, tell: Tell) -> int:
    """Perform what is left; a program that ends meanwhile is started again, and it goes on."""
    performed = 0
    for left in reversed(range(ATTEMPTS)):
        try:
            return performed + perform(plan, doors, tell)
        except DemoFailed as failed:
            performed += failed.performed
            if not left or all(stack.why_not_ready(name) is None for name in stack.names):
                raise DependencyMissing(
                    "The demo could not be loaded to its end; run it again to go on where it "
                    "stopped.",
                    str(failed),
                ) from failed
            tell("Starting again what ended")
            stack.start()
    raise AssertionError("unreachable")


def planned(options: Options = USUAL) -> Plan:
    """The plan of a demo; WrongUse says which option makes no sense."""
    try:
        return make_plan(options, CATALOGUE.read_text(encoding="utf-8"))
    except WrongOptions as wrong:
        raise WrongUse(str(wrong)) from wrong


def show_sights(plan: Plan) -> None:
    """Say what there is to find, and at which school."""
    results.print("\nWhat there is to find in the demo year:")
    for what, school, leader in plan.sights():
        results.print(f"  {school}: {what} (its leader: {leader})")


def _admit_people(sign_in: SignIn, stack: Stack, plan: Plan) -> None:
    known, named = sign_in.people(), plan.featured()
    for one in sorted(plan.sign_ins(), key=lambda one: one.subject not in named):
        person = {
            "roles": [one.role],
            "boards": [one.board],
            "schools": [one.school] if one.school else [],
            "name": one.name,
            "until": one.until.isoformat() if one.until else None,
        }
        if one.subject not in known:
            sign_in.put_person(one.subject, person)
    secret = stack.secrets.client_secret(PLATFORM)
    machine = {"roles": ["platform"], "name": PLATFORM, "secret": secret}
    sign_in.put_client(PLATFORM, machine)
    add_machines(sign_in, stack.secrets)
