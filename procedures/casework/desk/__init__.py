"""The desk: how staff find their work. It reads; the operations write."""
