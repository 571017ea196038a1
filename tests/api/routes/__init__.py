"""Every call of the contract."""
