"""The HTTP door for platforms: checks the form of events and passes them on to their topic.

There is one way in: what comes here goes to the same topic as what a platform writes to Kafka
itself, and gets its verdict from there. Sources: CloudEvents 1.0.2, HTTP protocol binding.
"""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request

from services.feedback.refusals import finding
from services.feedback.serve.asking import PlatformPath
from services.feedback.serve.verdicts import own_platform
from services.feedback.translate import cloud_events, profile
from services.feedback.translate.cloud_events import BATCH, STRUCTURED, Raw, Rubbish
from shared.chassis.errors import Finding, Invalid, TooLarge, WrongContentType
from shared.chassis.identity import Caller, caller_of
from shared.chassis.kafka import Sender
from shared.chassis.outbox import Message
from shared.chassis.problems import documented
from shared.contracts.catalogue import platform_topics
from shared.contracts.envelope import CONTENT_TYPE, MAX_BYTES

Who = Annotated[Caller, Depends(caller_of)]
MOST_EVENTS = 500
BODIES = {
    kind: {"schema": {"type": shape}}
    for kind, shape in ((STRUCTURED, "object"), (BATCH, "array"), ("application/json", "object"))
}


def platform_events_router(sender: Sender, topic_prefix: str) -> APIRouter:
    """The route by which platforms send."""
    router = APIRouter(prefix="/v1/platforms/{platform}/events", tags=["platform events"])

    @router.post(
        "",
        status_code=202,
        responses=documented(401, 403, 404, 413, 415, 422, 503),
        openapi_extra={
            "requestBody": {"content": BODIES, "required": True},
            "x-repeatable": "an event's own id is its key: a second sending gets the same verdict",
        },
    )
    async def send(platform: PlatformPath, request: Request, caller: Who) -> dict[str, Any]:
        """Send one event (structured or binary) or a batch. Role: platform, as itself.

        The answer names the ids that were passed on; what became of them is told by verdicts. A
        batch is passed on whole or not at all.
        """
        own_platform(caller, platform)
        events, many = await _events(request)
        _check(events, many)
        topic = topic_prefix + platform_topics(platform)[0]
        await sender.send([_message(topic, event) for event in events])
        return {"ids": [event.attributes["id"] for event in events]}

    return router


async def _events(request: Request) -> tuple[Sequence[Raw], bool]:
    """The events of a request, and whether they came as a batch."""
    body = await request.body()
    kind, parameters = cloud_events.split(request.headers.get("content-type", ""))
    if parameters.get("charset", "utf-8").lower() not in {"utf-8", "utf8"}:
        raise _not_an_event(Rubbish("wrong-content-type", "charset must be UTF-8"))
    try:
        if kind == BATCH:
            return cloud_events.from_batch(body), True
        if kind == STRUCTURED:
            return [cloud_events.from_structured(body, len(body))], False
        return [cloud_events.from_http(request.headers.items(), body)], False
    except Rubbish as rubbish:
        raise _not_an_event(rubbish) from rubbish


def _not_an_event(rubbish: Rubbish) -> WrongContentType | Invalid:
    if rubbish.code == "wrong-content-type":
        words = f"{STRUCTURED}, {BATCH}, application/json + ce-*"
        return WrongContentType((f"Stuur {words}.", f"Send {words}."))
    return Invalid([finding("malformed-data", "")])


def _check(events: Sequence[Raw], many: bool) -> None:
    """Raise with everything that is wrong with the form of all events."""
    if not many and events[0].size > MAX_BYTES:
        size, most = events[0].size, MAX_BYTES
        raise TooLarge(
            (f"Het event is {size} bytes; {most} mag.", f"The event is {size} bytes of {most}.")
        )
    wrong: list[Finding] = []
    if many and not 1 <= len(events) <= MOST_EVENTS:
        words = (f"1 tot en met {MOST_EVENTS} events.", f"1 up to {MOST_EVENTS} events.")
        wrong.append(Finding("", "out-of-range", words))
    for number, event in enumerate(events[:MOST_EVENTS]):
        root = f"/{number}" if many else ""
        found = profile.findings(event)
        wrong += [Finding(root + one.pointer, one.code, one.words) for one in found]
    if wrong:
        raise Invalid(wrong)


def _message(topic: str, event: Raw) -> Message:
    """As a platform would write it itself: structured, keyed by its school."""
    headers = (("content-type", CONTENT_TYPE),)
    return Message(topic, event.attributes["subject"], cloud_events.structured(event), headers)
