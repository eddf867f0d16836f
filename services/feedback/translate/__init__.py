"""Edges translate, nothing else: bytes from Kafka or HTTP into values that can be decided on."""
