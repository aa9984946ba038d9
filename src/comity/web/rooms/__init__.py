"""Rooms, one for each stage that has one; none knows another."""
