"""The archives hold everything, and the wheel works far from the checkout."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tarfile
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

LEFT_OUT = shutil.ignore_patterns(
    ".git", ".venv", ".*_cache", ".hypothesis", "*.egg-info", "__pycache__", "build", "demo", "dist"
)
KERNEL = """
import numpy as np
from interhelix.model.founding import uniforms
assert uniforms(np.uint64(1), 1, np.arange(3, dtype=np.uint64), 2).shape == (3, 2)
"""
FIND = "from importlib.util import find_spec"
DATA = {".toml", ".csv", ".css", ".vue"}


def call(*command: str | Path, folder: Path, **environment: str) -> str:
    """Run a command without the checkout on its path and return what it prints."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTHONPATH")}
    child = subprocess.run(
        command,
        cwd=folder,
        env=clean | environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert child.returncode == 0, child.stdout + child.stderr
    return child.stdout


@pytest.fixture(scope="module")
def archives(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the source archive, and the wheel from it."""
    folder = tmp_path_factory.mktemp("archives")
    source = folder / "source"
    shutil.copytree(checkout, source, symlinks=True, ignore=LEFT_OUT)
    build = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(source)]
    call(*build, folder=folder)
    return folder


@pytest.fixture(scope="module")
def elsewhere(archives: Path) -> Path:
    """Make an environment that has the wheel, and what it needs from the present environment."""
    folder = archives / "elsewhere"
    venv.create(folder, with_pip=False)
    (wheel,) = archives.glob("*.whl")
    python = interpreter(folder)
    pip = [sys.executable, "-m", "pip", "--python", str(python), "--disable-pip-version-check"]
    call(*pip, "install", "--quiet", "--no-deps", "--no-index", str(wheel), folder=folder)
    where = "import sysconfig; print(sysconfig.get_path('purelib'))"
    libraries = [path for path in sys.path if Path(path).name in {"site-packages", "dist-packages"}]
    own = Path(call(python, "-c", where, folder=folder).strip())
    (own / "borrowed.pth").write_text("\n".join(libraries), encoding="utf-8")
    return folder


def interpreter(environment: Path) -> Path:
    return environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def packaged(checkout: Path) -> set[str]:
    """List the modules and data of the packages, as a wheel calls them."""
    settings = tomllib.loads((checkout / "pyproject.toml").read_text(encoding="utf-8"))
    found = {"interhelix/py.typed"}
    for package, folder in settings["tool"]["setuptools"]["package-dir"].items():
        for file in (checkout / folder).rglob("*"):
            if file.suffix in {".py", *DATA}:
                place = Path(*package.split("."), file.relative_to(checkout / folder))
                found.add(place.as_posix())
    return found


def test_the_wheel_holds_the_packages_and_nothing_else(checkout: Path, archives: Path) -> None:
    (wheel,) = archives.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert names == packaged(checkout)


def test_the_source_archive_holds_the_project(checkout: Path, archives: Path) -> None:
    (source,) = archives.glob("*.tar.gz")
    with tarfile.open(source) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    tops = (
        "agents",
        "app",
        "benchmarks",
        "docs",
        "experiments",
        "findings",
        "interhelix",
        "model",
        "scenarios",
        "tests",
    )
    wanted = {
        file.relative_to(checkout).as_posix()
        for top in tops
        for file in (checkout / top).rglob("*")
        if file.is_file() and file.suffix != ".pyc" and "_build" not in file.parts
    }
    wanted |= {"LICENSE", "Makefile", "README.md", "CHANGELOG.md", "constraints.txt", ".ci/run"}
    assert wanted - names == set()
    assert not any(name.startswith("typings/") for name in names)


def test_the_wheel_helps_from_another_folder(elsewhere: Path, tmp_path: Path) -> None:
    text = call(interpreter(elsewhere), "-m", "interhelix", "--help", folder=tmp_path)
    assert "compare" in text


def test_the_wheel_brings_its_scenarios(elsewhere: Path, tmp_path: Path) -> None:
    script = interpreter(elsewhere).with_name("interhelix")
    listed = json.loads(call(script, "scenarios", "--json", folder=tmp_path))
    assert "conferences" in {scenario["name"] for scenario in listed}


# What is compiled is kept for the place where its file lies, so the wheel compiles all again.
@pytest.mark.parametrize("plain", ["1", pytest.param("0", marks=pytest.mark.campaign)])
def test_the_wheel_runs_the_model(elsewhere: Path, tmp_path: Path, plain: str) -> None:
    run = ["run", "conferences", "--world", "russia", "--quarters", "2", "--seed", "1"]
    command = [interpreter(elsewhere), "-m", "interhelix", *run, "--out", "here"]
    call(*command, folder=tmp_path, NUMBA_DISABLE_JIT=plain)
    assert (tmp_path / "here/series.csv").exists()


def test_the_wheel_compiles_a_kernel_and_keeps_its_machine_code(
    elsewhere: Path, tmp_path: Path
) -> None:
    call(interpreter(elsewhere), "-c", KERNEL, folder=tmp_path, XDG_CACHE_HOME=str(tmp_path))
    assert list(tmp_path.glob("interhelix/**/*.nbc"))


def test_no_part_is_importable_by_its_bare_name(elsewhere: Path, tmp_path: Path) -> None:
    parts = ["agents", "app", "experiments", "model", "scenarios"]
    code = f"import interhelix.model; print([p for p in {parts} if find_spec(p)])"
    assert call(interpreter(elsewhere), "-c", f"{FIND}; {code}", folder=tmp_path) == "[]\n"
