"""Administration: people, absences, areas and calendars, without the shell."""
