"""The door for programs: networks are opened, polled and read; `import civitop` leads here, commands too."""
