import os
import signal
import subprocess
import sys
import time

import pytest

from tests.waiting import PATIENCE, members, wait_until

HEAVY = ("numpy", "pandas", "mesa", "numba", "scipy", "matplotlib", "networkx", "rich")
LONG = (
    "compare",
    "conferences",
    "calls",
    "--replicates",
    "100000",
    "--workers",
    "2",
    "--out",
    "out",
)

linux = pytest.mark.skipif(sys.platform != "linux", reason="looks at processes as Linux shows them")


def test_help_imports_nothing_heavy(checkout):
    code = (
        "import sys\nfrom interhelix.commands import exit_code\nexit_code(['--help'])\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=checkout, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_results_without_a_folder_need_no_library_of_pictures_or_networks(checkout):
    small = "--world synthetic:2 --quarters 1"
    code = (
        "import sys\nfrom interhelix.commands import exit_code\n"
        f"exit_code('compare closed calls --replicates 2 {small}'.split())\n"
        f"exit_code('run closed {small}'.split())\n"
        "print([name for name in ('matplotlib', 'mesa', 'networkx') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=checkout, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_the_module_is_the_command(checkout):
    done = subprocess.run(
        [sys.executable, "-m", "interhelix", "--version"],
        cwd=checkout, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0
    assert done.stdout.startswith("interhelix 0.")


@linux
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_leaves_no_files_and_no_processes(environment, tmp_path, number):
    process = subprocess.Popen(
        [sys.executable, "-m", "interhelix", *LONG],
        cwd=tmp_path, env=environment, start_new_session=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    wait_until(lambda: len(members(process.pid)) >= 3)
    time.sleep(0.5)
    if number == signal.SIGINT:
        os.killpg(process.pid, number)
    else:
        process.send_signal(number)
    out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130
    assert out == ""
    assert err.splitlines()[-1] == "interhelix: interrupted; nothing was written"
    assert "Traceback" not in err
    assert list(tmp_path.iterdir()) == []
    wait_until(lambda: not members(process.pid))


@linux
def test_what_helps_to_compile_ends_with_a_driver_that_is_killed(environment, tmp_path):
    process = subprocess.Popen(
        [sys.executable, "-m", "interhelix", "run", "conferences", "--world", "synthetic:4"],
        cwd=tmp_path, env=environment | {"NUMBA_CACHE_DIR": str(tmp_path)}, start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    wait_until(lambda: len(members(process.pid)) == 2)
    process.kill()
    process.wait()
    wait_until(lambda: not members(process.pid))
    assert list(tmp_path.rglob("propose.*.nbi")) == []  # which it compiles first


@linux
def test_a_reader_who_leaves_is_no_fault(checkout):
    process = subprocess.Popen(
        [sys.executable, "-m", "interhelix", "parameters"],
        cwd=checkout, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(PATIENCE) == 0
