"""The RO-Crate (https://w3id.org/ro/crate/1.1) of a folder: its files, and what made them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

AUTHORS, LICENSE = "interhelix team", "Apache-2.0"
RO_CRATE = "https://w3id.org/ro/crate/1.1"
CRATE = "ro-crate-metadata.json"
ABOUT = "run.json says what made it, datapackage.json what its tables hold."
MEDIA = {
    ".csv": "text/csv",
    ".geojson": "application/geo+json",
    ".graphml": "application/graphml+xml",
    ".html": "text/html",
    ".json": "application/json",
    ".md": "text/markdown",
    ".png": "image/png",
    ".svg": "image/svg+xml",
}


def crate_of(
    folder: Path, title: str, record: Mapping[str, object], inputs: Mapping[str, str]
) -> dict[str, object]:
    """Return the crate: files of the folder, inputs by path and SHA-256, the action, the program.

    ``record`` is that of ``run.json``.
    """
    read = [_input(path, hashed) for path, hashed in inputs.items()]
    made = [_file(path) for path in sorted(folder.iterdir()) if path.name != CRATE]
    return {
        "@context": f"{RO_CRATE}/context",
        "@graph": [
            {
                "@id": CRATE,
                "@type": "CreativeWork",
                "conformsTo": {"@id": RO_CRATE},
                "about": {"@id": "./"},
            },
            {
                "@id": "./",
                "@type": "Dataset",
                "name": title,
                "description": ABOUT,
                "datePublished": datetime.now(UTC).date().isoformat(),
                "license": {"@id": "#license"},
                "hasPart": _links(made),
                "mentions": {"@id": "#run"},
            },
            *made,
            *read,
            {
                "@id": "#run",
                "@type": "CreateAction",
                "name": title,
                "description": record["command"],
                "instrument": {"@id": "#interhelix"},
                "object": _links(read),
                "result": _links(made),
            },
            *_software(record),
        ],
    }


def _software(record: Mapping[str, object]) -> list[dict[str, object]]:
    program: dict[str, object] = {
        "@id": "#interhelix",
        "@type": "SoftwareApplication",
        "name": "interhelix",
        "softwareVersion": record["interhelix"],
        "identifier": f"model {record['fingerprint']}",
        "license": LICENSE,
        "author": {"@id": "#authors"},
    }
    return [
        program,
        {"@id": "#authors", "@type": "Organization", "name": AUTHORS},
        {
            "@id": "#license",
            "@type": "CreativeWork",
            "name": "None yet",
            "description": "Whoever publishes these results chooses one, and adds authors.",
        },
    ]


def _input(path: str, hashed: str) -> dict[str, str]:
    name = {"@id": f"#input-{quote(path)}", "@type": "CreativeWork", "name": path}
    return {**name, "identifier": f"sha256:{hashed}"}


def _file(path: Path) -> dict[str, str]:
    told = {"@id": quote(path.name), "@type": "File", "name": path.name}
    return told | ({"encodingFormat": MEDIA[path.suffix]} if path.suffix in MEDIA else {})


def _links(entities: Sequence[Mapping[str, object]]) -> list[dict[str, object]]:
    return [{"@id": entity["@id"]} for entity in entities]
