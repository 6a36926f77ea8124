"""What stores are measured by: exports out of a full one, pollers and screens on a shared one."""
