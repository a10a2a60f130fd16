"""The customer register (padrón) of the utility: asked by account or meter, never by a resident."""
