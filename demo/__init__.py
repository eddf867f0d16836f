"""The demonstration: a stand-in for a platform of lessons, and people who follow a script.

It is an outside client: it knows the public doors (HTTP with tokens, Kafka with a platform's own
principal) and the language of facts, and nothing of the services behind them.

cast, calendar, plot/ and plan make the year from a seed, without doing anything; perform goes
through it with people (HTTP), platform (Kafka), clock and journal.
"""
