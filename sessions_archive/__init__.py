"""The record of the exchanges: editions, sessions, people, questions, recommendations."""
