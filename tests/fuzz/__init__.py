"""Random input for every form and address: never an error of ours, never a write by a refusal.

Few examples, always the same, in `make test`; many, and others each time, in `make fuzz`.
"""
