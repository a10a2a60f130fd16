"""What a resident meets: the catalogue, filing, following a request, checking a paper."""
