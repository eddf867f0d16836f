"""The three services: enrolment, feedback and evidence. They never import each other."""
