"""Figures: one function per file, values in, inline SVG out. No figure holds a stranger's text but in its label."""
