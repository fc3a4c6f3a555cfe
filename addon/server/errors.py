"""Errors of MMCP, the Motion Model Context Protocol: codes, and how they are answered.
Free of bpy."""

from __future__ import annotations

from typing import Any

from ..core import errors

# Code: HTTP status.
STATUSES = {
    "schema_validation": 422,
    "unknown_model": 400,
    "unsupported_constraint": 400,
    "unsupported_segment": 400,
    "invalid_skeleton": 400,
    "invalid_options": 400,
    "invalid_request": 400,
    "version_unsupported": 400,
    "forbidden": 403,
    "not_found": 404,
    "method_not_allowed": 405,
    "length_required": 411,
    "payload_too_large": 413,
    "unsupported_media_type": 415,
    "internal_error": 500,
    "resource_exhausted": 503,
    "model_unavailable": 503,
}
# What ends a generation, as the command line's exit status, and the code for it.
CODES = {
    errors.USAGE: "invalid_options",
    errors.INPUT: "invalid_skeleton",
    errors.MODEL: "model_unavailable",
    errors.MEMORY: "resource_exhausted",
    errors.CANCELLED: "model_unavailable",
}


class ProtocolError(Exception):
    """A request that is not answered with motion."""

    def __init__(
        self, code: str, message: str, details: dict[str, Any] | None = None
    ) -> None:
        super().__init__(message)
        self.code, self.message, self.details = code, message, details

    @property
    def status(self) -> int:
        return STATUSES[self.code]

    @property
    def retry_after(self) -> int | None:
        """Seconds, where trying again makes sense."""
        return 5 if self.status == 503 else None

    def body(self) -> dict[str, Any]:
        found: dict[str, Any] = {"code": self.code, "message": self.message}
        if self.details:
            found["details"] = self.details
        return {"error": found}
