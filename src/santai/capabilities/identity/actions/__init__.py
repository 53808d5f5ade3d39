"""Every write to sign-ins, passwords, second steps and budgets."""
