"""A stand-in tenant that speaks Graph over HTTP, with people who answer."""
