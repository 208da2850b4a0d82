"""Whether a browser still shows a session: one that was killed says no goodbye."""

from __future__ import annotations

from solara.server.kernel_context import PageStatus, get_current_context, has_current_context


def is_attended() -> bool:
    """Tell whether a page of this session is connected; one without a server needs none."""
    if not has_current_context():
        return True
    pages = get_current_context().page_status.values()
    return not pages or PageStatus.CONNECTED in pages
