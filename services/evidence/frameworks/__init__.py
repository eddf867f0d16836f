"""The inspection framework as dated data: standards per sector, and which themes speak to them.

A file per version (`data/`), each saying only what it changes. A mapping is applied on reading, so
a new version or a correction never needs figures to be made again. No figure of ours is a judgement
of the Inspectorate: a standard here is a heading under which evidence stands.
"""
