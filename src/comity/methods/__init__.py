"""What several stages compute: intervals, false discovery rates, agreement of partitions, weights."""
