"""Who works here: users, areas, roles, absences, tokens, and the actor behind every request."""
