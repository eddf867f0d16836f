"""Makes every topic on the Kafka that the settings name: `python -m deploy.kafka`, before a
deployment and after each release; harmless to repeat."""

import sys
from dataclasses import replace
from pathlib import Path

from confluent_kafka import KafkaException
from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from deploy.kafka import topics
from deploy.kafka.administration import open_admin
from shared.chassis.settings import PREFIX, SECRETS_FOLDER


class KafkaSettings(BaseSettings):
    """Called as the services' own; the principal must be allowed to create and alter topics."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        secrets_dir=SECRETS_FOLDER if SECRETS_FOLDER.is_dir() else None,
        frozen=True,
        extra="ignore",
    )

    kafka_bootstrap: str
    kafka_username: str | None = None
    kafka_password: SecretStr | None = None
    kafka_ca_file: Path | None = None
    topic_prefix: str = ""
    kafka_copies: int = Field(default=3, ge=1, description="brokers that keep each record")

    def options(self) -> dict[str, str]:
        """How to sign in, as the client library calls it."""
        if self.kafka_username is None or self.kafka_password is None:
            return {}
        found = {
            "security.protocol": "SASL_SSL" if self.kafka_ca_file else "SASL_PLAINTEXT",
            "sasl.mechanism": "SCRAM-SHA-512",
            "sasl.username": self.kafka_username,
            "sasl.password": self.kafka_password.get_secret_value(),
        }
        return found | ({"ssl.ca.location": str(self.kafka_ca_file)} if self.kafka_ca_file else {})


def main() -> None:
    """Exit code 2 when the settings are refused, 3 when Kafka is away or says no."""
    try:
        settings = KafkaSettings()
    except ValidationError as wrong:
        reasons = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in wrong.errors())
        sys.stderr.write(f"The topics cannot be made: {reasons}\n")
        sys.exit(2)
    wanted = [
        replace(topic, name=settings.topic_prefix + topic.name)
        for topic in topics.fact_topics() + topics.dead_letter_topics()
    ]
    try:
        admin = open_admin(settings.kafka_bootstrap, **settings.options())
        topics.create(admin, wanted, settings.kafka_copies)
    except (KafkaException, topics.WrongTopic) as error:
        sys.stderr.write(f"The topics cannot be made: {error}\n")
        sys.exit(3)
    sys.stdout.write("".join(f"{topic.name} is there\n" for topic in wanted))


if __name__ == "__main__":
    main()
