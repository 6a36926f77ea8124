"""What the commands around snapshots share (where they are written, which projects are in them), and `open`.

`open` stands here because the folder of commands is full.
"""
