"""What is half written, until it is filed or forgotten; none of it ever touches the record."""
