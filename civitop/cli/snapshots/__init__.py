"""What the commands around snapshots share: where they are written, which projects are in them, what is crossed."""
