"""What commands print and write stays the same, and what older versions wrote still opens."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from interhelix.app.shell.share_link import shared_in
from interhelix.app.sweep.export import linked_in
from interhelix.experiments.store import Store
from tests.golden import outputs, renew

OLD_STORE = str(Path(__file__).with_name("old_store"))
OLD_LINKS = json.loads(Path(__file__).with_name("old_links.json").read_text(encoding="utf-8"))


@pytest.mark.slow
def test_commands_print_and_write_what_they_did(tmp_path):
    golden = json.loads(renew.OUTPUTS.read_text(encoding="utf-8"))
    now = outputs.digests(tmp_path)
    before = golden["digests"]
    assert sorted(now) == sorted(before)
    assert [name for name, digest in now.items() if digest != before[name]] == []
    assert golden["output_entries"] <= renew.output_entries()


def test_what_differs_between_machines_is_left_out():
    texts = (
        '"interhelix": "1.0.0",\n"numpy": "2.1.0",\n',
        "interhelix 0.1.0, model 0123456789abcdef",
        f"{'a' * 32},done,closed,1,0.5,0.001234,\n{'b' * 32},done,calls,1,0.5,0.001235,",
        "0.30000000000000004",
    )
    others = (
        '"interhelix": "1.0.1",\n"numpy": "2.2.0",\n',
        "interhelix 0.2.0, model fedcba9876543210",
        f"{'c' * 32},done,calls,1,0.5,0.1,\n{'d' * 32},done,closed,1,0.5,0.2,",
        "0.29999999999999999",
    )
    for text, other in zip(texts, others, strict=True):
        assert outputs.steady(text) == outputs.steady(other)
    assert outputs.steady("0.3001") != outputs.steady("0.3002")


def test_a_store_of_an_older_version_still_opens(cli):
    assert cli("status", OLD_STORE).out.endswith("\n8 of 8 runs done\n")
    assert cli("store", "verify", OLD_STORE).code == 0
    assert len(cli("export", OLD_STORE).out.splitlines()) == 9
    assert "# Does it work?\n" in cli("report", OLD_STORE).out
    assert Store(OLD_STORE).experiment.scenarios == ("conferences", "calls")


@pytest.mark.parametrize("name", ["compare", "watch", "settings", "plain"])
def test_a_link_of_an_older_version_still_opens(name):
    old = OLD_LINKS["choices"][name]
    shared = shared_in(old["query"])
    assert shared.language == old["language"]
    assert (shared.choices.world, shared.choices.seed) == (old["world"], old["seed"])
    assert [shared.choices.a.preset, shared.choices.b.preset] == old["presets"]


def test_a_link_to_a_store_of_an_older_version_still_opens(monkeypatch):
    monkeypatch.chdir(Path(OLD_STORE).parent)
    link = linked_in(OLD_LINKS["sweep"])
    assert (link.store, link.of, link.across, link.language) == (
        "old_store",
        "conferences",
        "adopt.open",
        "ru",
    )
