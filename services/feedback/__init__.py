"""feedback: what observers, pupils and teachers themselves saw, and time taken to look back.

Owns    observations, reflections, ratings, pulses, coaching, pupil results, instruments, and the
        links from a platform's own teacher ids to our pseudonyms.
Says    every fact of `shared/contracts/feedback.py` on `feedback.facts.v1`, key school, and one
        verdict per event of a platform on `platform.<name>.verdicts.v1`.
Hears   `enrolment.facts.v1` (group feedback: schools, memberships, admitted platforms) and
        `platform.<name>.events.v1` (group feedback-platforms).
Promises  free text stays here, encrypted, for its owner's eyes; a pulse answer leads to nobody;
        every event of a platform gets one verdict, and every accepted one leads to one fact.

Reading order: `translate` -> `decide` -> `state` -> `publish`; `consume` and `lanes` for platforms.
"""
