"""The chassis on a real Kafka and a real MongoDB, with both drivers."""
