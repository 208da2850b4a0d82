"""The first sheet of an Excel workbook is read as the table that Excel shows, or refused."""

from __future__ import annotations

import io
import zipfile

import pytest

from interhelix.app.data.upload import faults_of, world_in
from interhelix.app.shell.choices import RefusedError, key_of
from interhelix.model.errors import InputError
from tests.app.test_upload import TABLE, sent


def workbook(rows: list[str], texts: str = "", **more: str) -> bytes:
    """Return a workbook with rows of XML, as small as Excel still opens one."""
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    sheets = '<sheet name="A" sheetId="2" r:id="rId7"/><sheet name="B" sheetId="1" r:id="rId1"/>'
    book = f'<workbook {main} xmlns:r="{office}"><sheets>{sheets}</sheets></workbook>'
    cells = f"<sheetData>{''.join(rows)}</sheetData>"
    link = '<Relationship Id="{}" Type="x" Target="worksheets/{}"/>'
    links = link.format("rId1", "sheet1.xml") + link.format("rId7", "sheet2.xml")
    parts = {
        "xl/workbook.xml": book,
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}">{links}</Relationships>',
        "xl/worksheets/sheet2.xml": f"<worksheet {main}>{cells}</worksheet>",
        "xl/sharedStrings.xml": f"<sst {main}>{texts}</sst>",
        **more,
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


HEAD = "".join(
    f'<c t="inlineStr"><is><t>{name}</t></is></c>'
    for name in ("code", "name", "lat", "lon", "population", "product")
)
ONE = (
    '<row r="3"><c r="A3" t="s"><v>0</v></c><c r="B3" t="s"><v>1</v></c><c r="C3"><v>50.9</v></c>'
    '<c r="D3"><v>7.0000000000000009</v></c><c r="E3"><v>1E6</v></c><c r="F3"><v>40</v></c></row>'
)
OTHER = (
    '<row r="4"><c r="A4" t="str"><v>R2</v></c><c r="B4" t="s"><v>2</v></c><c r="C4"><v>45</v></c>'
    '<c r="D4"><v>39</v></c><c r="E4"><v>2000000</v></c><c r="F4"><v>20</v></c></row>'
)
ROWS = [f'<row r="1">{HEAD}</row>', ONE, OTHER]
TEXTS = "<si><t>R1</t></si><si><r><t>Kö</t></r><r><t>ln</t></r></si><si><t>Юг</t></si>"


def test_the_first_sheet_of_a_workbook_is_the_table_that_it_shows():
    told = world_in(sent(TABLE.encode()))[0]
    book = world_in(sent(workbook(ROWS, TEXTS), "mine.xlsx"))[0]
    assert key_of(book) == key_of(told)
    assert book.names == ("Köln", "Юг")


def test_a_fault_of_a_workbook_names_the_row_that_excel_shows():
    wrong = [row.replace("50.9", "95.9") for row in ROWS]
    with pytest.raises(InputError) as refused:
        world_in(sent(workbook(wrong, TEXTS), "mine.xlsx"))
    assert "line 3" in faults_of(refused.value)[0]


@pytest.mark.parametrize(
    "content",
    [
        b"PK\x03\x04",
        b"PK\x03\x04" + bytes(500),
        workbook([], **{"xl/workbook.xml": "<workbook/>"}),
        workbook([], **{"xl/worksheets/sheet2.xml": "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"}),
        workbook(['<row r="99999999"/>']),
        workbook(['<row r="1"><c r="ZZZ1"><v>1</v></c></row>']),
        workbook(['<row r="1"><c r="A1" t="s"><v>9</v></c></row>']),
        workbook(ROWS, TEXTS)[:-200],
    ],
)
def test_a_workbook_that_cannot_be_read_is_refused(content):
    with pytest.raises(RefusedError) as refused:
        world_in(sent(content, "mine.xlsx"))
    assert refused.value.key == "upload"


def test_a_workbook_that_grows_when_unpacked_is_refused(monkeypatch):
    monkeypatch.setattr("interhelix.app.data.workbook.MOST_UNPACKED", 500)
    with pytest.raises(RefusedError) as refused:
        world_in(sent(workbook(ROWS, TEXTS), "mine.xlsx"))
    assert refused.value.key == "upload_unpacked"
