"""What a school's facts add up to: the state that figures are derived from, folded fact by fact."""
