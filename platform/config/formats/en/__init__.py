"""Short dates that nobody misreads, since the portal lists many beside each other."""
