"""What a telephone waits for, measured: `make bench-vitals`."""
