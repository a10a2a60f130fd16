"""Private servers in a temporary folder, killed on purpose (`make drill`); bounded in time."""
