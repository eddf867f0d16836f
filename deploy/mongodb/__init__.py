"""What any MongoDB of the platform must be: a replica set, for transactions need one."""
