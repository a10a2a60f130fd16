"""The citizen's views, by what the person is doing."""
