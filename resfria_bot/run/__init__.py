"""What makes the cycle go round: a schedule in one process."""
