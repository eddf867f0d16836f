"""Measurements next to their rivals, in one run, on a Kafka and a MongoDB of their own."""
