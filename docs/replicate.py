"""Make every figure of the README and of the pages again, and say which pages came out otherwise.

``make replicate`` runs it, for about an hour on two cores: the figures of the README, the ablation
and the experiments behind its misses, effects and doses of policies, what carries them, the forms
of networking, the validation, and the headline over the posterior. Pages are compared by SHA-256
with those that stood there; it ends with exit code 1 where one differs.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

DOCS = Path(__file__).resolve().parent
HEADLINE = ("compare", "conferences", "platform_and_specialisation", "--world", "russia")
PRIMARY = ("ties_level_3", "joint_projects", "effect_economic", "net_value")


def interhelix(*words: str, out: Path | None = None) -> None:
    """Run a command of interhelix; with ``out`` what it prints becomes that file."""
    ran = subprocess.run(
        [sys.executable, "-m", "interhelix", *words],
        check=True,
        stdout=subprocess.PIPE if out else sys.stderr,
    )
    if out:
        out.write_bytes(ran.stdout)


def script(name: str, *words: str) -> None:
    """Run a script of this folder."""
    sys.stderr.write(f"== {name}\n")
    subprocess.run([sys.executable, DOCS / name, *words], check=True)


def pages() -> Mapping[str, str]:
    """Return the SHA-256 of the README, of every page, and of every table of figures."""
    files = [DOCS.parent / "README.md", *sorted(DOCS.glob("*.md")), *sorted(DOCS.glob("*.json"))]
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def make_all() -> None:
    """Make all figures, in the order in which one rests on another."""
    sys.stderr.write("== ablation\n")
    interhelix("ablate", "--json", out=DOCS / "ablation.json")
    for name in ("misses.py", "effects.py", "samples.py", "explained.py", "validation.py"):
        script(name)
    with tempfile.TemporaryDirectory() as folder:
        store, table = Path(folder, "networking"), Path(folder, "networking.csv")
        interhelix("sweep", "networking", "--store", str(store))
        interhelix("export", str(store), "--out", str(table))
        script("networking.py", str(table))
    measures = [word for name in PRIMARY for word in ("--measure", name)]
    posterior = ("--replicates", "200", "--posterior", "fp7", *measures, "--json")
    interhelix(*HEADLINE, *posterior, out=DOCS / "robustness.json")
    script("generate.py")


if __name__ == "__main__":
    before = pages()
    make_all()
    after = pages()
    changed = [name for name in after if after[name] != before.get(name)]
    sys.stdout.writelines(f"{name}: {after[name]}\n" for name in after)
    if changed:
        sys.exit(f"came out otherwise: {', '.join(changed)}")
