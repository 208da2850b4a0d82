"""Parts that pages are made of: native controls with labels, pictures with alt text, tables.

Each is a Vue template of its own, so that a browser's own buttons, lists and sliders do the work:
they know keyboard, zoom and screen readers. What arrives from a browser may be anything; who
handles an ``event_`` checks it.
"""

from interhelix.app.parts.charts import Growth, Heat
from interhelix.app.parts.controls import (
    Address,
    Choice,
    File,
    Keep,
    LeverCard,
    Note,
    Number,
    Pick,
    Press,
    Progress,
    Segments,
    Text,
    Tick,
)
from interhelix.app.parts.drawing import use_drawing
from interhelix.app.parts.maps import NetworkMap, Slide, Tiles
from interhelix.app.parts.pieces import Frame, Picture, Sheet, block

__all__ = [
    "Address",
    "Choice",
    "File",
    "Frame",
    "Growth",
    "Heat",
    "Keep",
    "LeverCard",
    "NetworkMap",
    "Note",
    "Number",
    "Pick",
    "Picture",
    "Press",
    "Progress",
    "Segments",
    "Sheet",
    "Slide",
    "Text",
    "Tick",
    "Tiles",
    "block",
    "use_drawing",
]
