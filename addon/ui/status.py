"""The last run, for scripts and other add-ons: `bpy.context.window_manager
.animax_status`. Everything in it is read only, and none of it is saved."""

from __future__ import annotations

from typing import Any

import bpy

from .session import session


def text(name: str, description: str, read: Any) -> Any:
    return bpy.props.StringProperty(
        name=name, description=description, get=lambda _: read()
    )


class AnimaxStatus(bpy.types.PropertyGroup):
    __annotations__ = {
        "job": bpy.props.IntProperty(
            name="Job",
            description="Number of the last run in this session; 0: none yet",
            get=lambda _: session.run.number,
        ),
        "state": text(
            "State",
            "idle, running, finished, cancelled or failed",
            lambda: session.run.state,
        ),
        "stage": text(
            "Stage",
            "What the running job does",
            lambda: session.job.status_text() if session.job is not None else "",
        ),
        "message": text("Message", "What the run did", lambda: session.run.text),
        "error": text("Error", "Why the run failed", lambda: session.run.error),
        "warnings": text(
            "Warnings",
            "Of the run, one a line",
            lambda: "\n".join(session.run.warnings),
        ),
        "armature": text("Armature", "Name of its rig", lambda: session.run.rig),
        "action": text(
            "Action",
            "Name of the Action with its take; empty where there is none",
            lambda: session.run.action
            if session.run.action in bpy.data.actions
            else "",
        ),
    }


CLASSES = (AnimaxStatus,)
