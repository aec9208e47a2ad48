"""What is hidden, and the doors at which it is looked for."""
