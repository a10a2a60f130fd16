"""The field types, one module each; `field_types.TYPES` finds a module that says `TYPE = …`."""
