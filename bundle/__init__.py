"""One folder from which Xushi is installed on a laptop without network."""
