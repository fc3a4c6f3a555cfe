"""Durations in words."""

from __future__ import annotations


def duration(seconds: float) -> str:
    """ "under 1 s", "40 s", "12 min", "3 h 20 min", "2 days 4 h"."""
    minutes = round(seconds / 60)
    hours, days = minutes // 60, minutes // 1440
    if seconds < 1:
        return "under 1 s"
    if seconds < 90:
        return f"{round(seconds)} s"
    if hours < 1:
        return f"{minutes} min"
    if days < 1:
        return f"{hours} h {minutes % 60} min"
    return f"{days} day{'s' if days > 1 else ''} {hours % 24} h"
