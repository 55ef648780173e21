"""The report: reads a swarmperf store and writes one HTML file that opens offline. It decides nothing.

Data flows one way: load (SQLite to dataclasses), summary and pairing (numbers), sections (what a part of the page
says), figures (inline SVG), render (templates to one file). Only load.py knows SQL, only svg.py matplotlib's output.
"""
