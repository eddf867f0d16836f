"""The dossier: a school year sealed, so that anybody can check it with what is on any machine.

Owns: what is in it (`contents`), how it is told on paper (`telling`, `pdf`), its files (`archive`,
`manifest`, `signing`), what may be done with it (`acts`), where it is kept (`store`), and the one
door for API and pages (`office`). `verify.py` stands alone and goes along in every dossier.
"""
