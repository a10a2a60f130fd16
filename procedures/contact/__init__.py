"""Contact channels: what people write or ask by telephone and is not a request, until it is one."""
