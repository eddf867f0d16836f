"""What any Kafka of the platform must hold: its jars and settings, topics, principals and ACLs."""
