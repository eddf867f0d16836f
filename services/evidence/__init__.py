"""evidence: keeps every fact for ever and shows what the facts of a school year add up to.

Owns: the ledger, the figures, what may be shown to whom, the pages.
Says: dossiers sealed and shared, evidence levels changed.
Hears: everything that enrolment, feedback and evidence itself say.
Promises: each figure traces to facts, can be recomputed by anyone who holds them, and is seen only
by those who may.
"""
