"""What is allowed in a community: rulesets, matching, ladders and responses."""
