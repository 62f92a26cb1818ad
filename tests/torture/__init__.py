"""The proof that nothing is lost and nothing is done twice: ``make torture``."""
