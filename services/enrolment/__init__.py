"""Enrolment: who takes part, in what, for which goal, and what came of it.

owns      modules, goals, who takes part and practises, and people (the only service that does)
says      every fact of `shared/contracts/enrolment.py`, one chain per school and one per board
hears     nothing: it reads no other service
promises  an acknowledged command is on its chain exactly once; a refused one says why in words;
          names, e-mail addresses and sign-in subjects never leave it but to who may see them
"""
