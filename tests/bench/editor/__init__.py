"""The editor's room, measured: `make bench-editor`."""
