"""The table of projects: columns, order, groups, layout, and the widget that draws it."""
