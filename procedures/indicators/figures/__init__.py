"""One module for each indicator; all of this folder is read when the registry is asked."""
