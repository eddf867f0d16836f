"""HTTP's edges, a router per subject: parse, authorise, one decision, answer."""
