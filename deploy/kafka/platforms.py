"""What Kafka must hold for one platform: two topics, a principal, and exactly the rights it needs.

Every step is harmless when it was done before, so admitting again is also how a password is
rotated and a suspension ends.
"""

from confluent_kafka import KafkaError
from confluent_kafka.admin import (  # type: ignore[attr-defined]  # exported, but not said so
    AclBinding,
    AclBindingFilter,
    AclOperation,
    AclPermissionType,
    AdminClient,
    ResourcePatternType,
    ResourceType,
    ScramCredentialInfo,
    ScramMechanism,
    UserScramCredentialDeletion,
    UserScramCredentialUpsertion,
)

from deploy.kafka.administration import settle
from deploy.kafka.topics import ARRIVAL, DAY_MS, MEBIBYTE, Topic, create
from shared.contracts.catalogue import platform_topics

PARTITIONS = 3
KEPT_DAYS = 30
SCRAM_ITERATIONS = 4096  # RFC 7677's least; the passwords are random, so more would add nothing


def admit(admin: AdminClient, platform: str, password: str, copies: int = 1) -> None:
    """Give a platform its topics, its principal with this password, and its rights."""
    create(admin, topics_of(platform), copies)
    scram = ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, SCRAM_ITERATIONS)
    upsert = UserScramCredentialUpsertion(platform, scram, password.encode())
    settle(admin.alter_user_scram_credentials([upsert]))
    settle(admin.create_acls(_rights(platform)))


def suspend(admin: AdminClient, platform: str) -> None:
    """Take every right away, at once, also from connections that are open."""
    mine = AclBindingFilter(
        ResourceType.ANY,
        None,  # type: ignore[arg-type]  # any name
        ResourcePatternType.ANY,
        f"User:{platform}",
        None,  # type: ignore[arg-type]  # any host
        AclOperation.ANY,
        AclPermissionType.ANY,
    )
    settle(admin.delete_acls([mine]))


def remove(admin: AdminClient, platform: str) -> None:
    """Take the rights and the principal away; what was published stays until it expires."""
    suspend(admin, platform)
    deletion = UserScramCredentialDeletion(platform, ScramMechanism.SCRAM_SHA_512)
    gone = KafkaError.RESOURCE_NOT_FOUND
    settle(admin.alter_user_scram_credentials([deletion]), gone)


def topics_of(platform: str) -> list[Topic]:
    """The topic a platform writes, and the one it reads its verdicts from."""
    settings = {
        "cleanup.policy": "delete",
        "retention.ms": str(KEPT_DAYS * DAY_MS),
        "max.message.bytes": str(MEBIBYTE),
        **ARRIVAL,
    }
    return [Topic(name, PARTITIONS, settings) for name in platform_topics(platform)]


def _rights(platform: str) -> list[AclBinding]:
    """Write its events, read its verdicts, in groups called `<platform>` or `<platform>.…`.

    The dot matters: without it `e-loo` could join the groups of `e-loo-test`.
    """
    events, verdicts = platform_topics(platform)
    topic, group = ResourceType.TOPIC, ResourceType.GROUP
    literal, prefixed = ResourcePatternType.LITERAL, ResourcePatternType.PREFIXED
    return [
        _allow(platform, topic, events, literal, AclOperation.WRITE),
        _allow(platform, topic, events, literal, AclOperation.DESCRIBE),
        _allow(platform, topic, verdicts, literal, AclOperation.READ),
        _allow(platform, topic, verdicts, literal, AclOperation.DESCRIBE),
        _allow(platform, group, platform, literal, AclOperation.READ),
        _allow(platform, group, f"{platform}.", prefixed, AclOperation.READ),
    ]


def _allow(
    platform: str,
    kind: ResourceType,
    name: str,
    pattern: ResourcePatternType,
    operation: AclOperation,
) -> AclBinding:
    allow = AclPermissionType.ALLOW
    return AclBinding(kind, name, pattern, f"User:{platform}", "*", operation, allow)
