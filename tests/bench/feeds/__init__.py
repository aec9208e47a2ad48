"""How fast feeds come in, beside another reader in the same run: `make bench-feeds`."""
