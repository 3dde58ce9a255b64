"""The REST resources, one file each: what is read from a request, and how a resource looks."""
