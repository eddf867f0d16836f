"""The pages: what teachers, school leaders and boards read, as HTML that needs no scripts.

A router per page gathers what the desk gives its visitor, `say/` turns figures into sentences,
`draw/` gives charts their geometry, `templates/` lays out. Nothing is worked out here that the API
does not also give, and nothing is shown that the desk does not show.
"""
