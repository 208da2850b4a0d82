"""A table of regions of one's own: bounded before it is read, then checked line by line."""

from __future__ import annotations

import pytest

from interhelix.app import upload
from interhelix.app.choices import RefusedError
from interhelix.app.pages.data import template
from interhelix.app.upload import MOST_BYTES, faults_of, world_in
from interhelix.model.errors import InputError


@pytest.mark.parametrize("sent", [None, "code,name", {}, {"text": 7}, {"text": b"code"}, ["text"]])
def test_what_is_no_text_is_refused(sent):
    with pytest.raises(RefusedError) as refused:
        world_in(sent)
    assert refused.value.key == "upload"


def test_a_file_that_is_too_long_is_refused_before_it_is_read(monkeypatch):
    monkeypatch.setattr(upload, "load_world", lambda folder: pytest.fail("it was read"))
    with pytest.raises(RefusedError) as refused:
        world_in({"name": "a.csv", "text": "я" * (MOST_BYTES // 2 + 1)})  # two bytes each
    assert refused.value.key == "upload_long"


def test_a_table_with_too_many_regions_is_refused(monkeypatch):
    monkeypatch.setattr(upload, "MOST_REGIONS", 1)
    with pytest.raises(RefusedError) as refused:
        world_in({"name": "a.csv", "text": template().decode()})
    assert refused.value.key == "upload_many"


def test_the_template_is_a_world_and_a_name_leads_nowhere_else():
    world = world_in({"name": "../../etc/passwd.csv", "text": template().decode()})
    assert world.title == "passwd"
    assert world.size > 1


def test_faults_name_line_and_column_and_no_folder_of_this_machine():
    with pytest.raises(InputError) as refused:
        world_in({"name": "mine.csv", "text": "code,name\nX1,One\n"})
    faults = faults_of(refused.value)
    assert faults
    assert not any("/" in fault.split("regions.csv")[0] for fault in faults)
