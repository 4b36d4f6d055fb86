"""Accounts in memory: the composition root, and what each account has beside its world."""
