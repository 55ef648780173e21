"""Sections of the page, one per file. A section states ID, TITLE and ORDER and has build(page): it returns what its
template of the same name needs, or one line that says why it is empty. To add one, add a file and a template.
"""
