"""What infracc costs: generated topologies, whole processes measured, yardsticks and other tools beside them."""
