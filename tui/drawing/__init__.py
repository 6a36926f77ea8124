"""Drawing: text, signs, colours, plots and times as lines of spans; nothing here is a widget."""
