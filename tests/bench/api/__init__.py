"""What the APIs cost: processor time of a request, ours and PostgreSQL's."""
