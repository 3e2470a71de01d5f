"""The images that objects name."""

from __future__ import annotations

from typing import Any


def images(node: Any) -> set[str]:
    """The images of all containers within something."""
    if isinstance(node, list):
        return {image for inner in node for image in images(inner)}
    if not isinstance(node, dict):
        return set()
    own = {node["image"]} if isinstance(node.get("image"), str) else set()
    return own | {image for inner in node.values() for image in images(inner)}
