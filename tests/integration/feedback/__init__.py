"""feedback as a process of its own, against a real Kafka and a real MongoDB."""
