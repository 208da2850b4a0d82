"""What LibreOffice makes of our tables under German and Russian settings; in the campaign."""

from __future__ import annotations

import shutil
import subprocess
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from interhelix.experiments.output import write_table

SOFFICE = shutil.which("soffice")
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
FILTER = "Text - txt - csv (StarCalc):44,34,76,1,,1033"  # as docs/files.md has it
LOCALES = ("de-DE", "ru-RU", "en-US")
pytestmark = [
    pytest.mark.campaign,
    pytest.mark.skipif(SOFFICE is None, reason="no LibreOffice: apt-get install libreoffice-calc"),
]


def office(locale: str, file: Path, folder: Path, *options: str) -> list[list[tuple[str, str]]]:
    """Convert a table with LibreOffice under a locale; return the type and text of each cell."""
    user = folder / locale / "user"
    user.mkdir(parents=True, exist_ok=True)
    (user / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n<oor:items'
        ' xmlns:oor="http://openoffice.org/2001/registry">'
        '<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale"'
        f' oor:op="fuse"><value>{locale}</value></prop></item></oor:items>\n',
        encoding="utf-8",
    )
    home = f"-env:UserInstallation={(folder / locale).as_uri()}"
    words = [SOFFICE or "", home, "--headless", *options, "--convert-to", "fods"]
    subprocess.run(
        [*words, "--outdir", str(folder), str(file)], check=True, capture_output=True, timeout=180
    )
    root = ET.parse(folder / f"{file.stem}.fods").getroot()
    return [
        [
            (cell.get(f"{OFFICE}value-type", ""), "".join(cell.itertext()).strip())
            for cell in row.iter(f"{TABLE}table-cell")
        ]
        for row in root.iter(f"{TABLE}table-row")
    ]


@pytest.mark.parametrize("locale", LOCALES)
def test_libreoffice_reads_numbers_and_letters_when_it_is_told_how(run, locale, tmp_path):
    table = run.regions.reset_index()[["code", "name", "lat", "effect_economic"]]
    table.loc[0, "name"] = "Тыва"
    write_table(table, tmp_path / "regions.csv")
    rows = office(locale, tmp_path / "regions.csv", tmp_path, f"--infilter={FILTER}")[1:]
    rows = rows[: len(table)]
    assert rows[0][1] == ("string", "Тыва")
    for row, latitude in zip(rows, table["lat"], strict=True):
        assert [kind for kind, _ in row] == ["string", "string", "float", "float"]
        assert float(row[2][1].replace(",", ".")) == pytest.approx(latitude)


def test_libreoffice_reads_wrong_numbers_and_letters_when_it_is_not_told(tmp_path):
    """Without filter options it takes letters for another encoding, and three decimals wrongly."""
    (tmp_path / "t.csv").write_text("name,a,b\nТыва,44.466,58.78\n", encoding="utf-8")
    found = {locale: office(locale, tmp_path / "t.csv", tmp_path)[1] for locale in LOCALES}
    assert found["de-DE"][1:] == [("float", "44466"), ("string", "58.78")]
    assert found["ru-RU"][1:] == [("string", "44.466"), ("string", "58.78")]
    assert found["en-US"][1:] == [("float", "44.466"), ("float", "58.78")]
    assert {row[0] for row in found.values()} == {("string", "Ð¢Ñ‹Ð²Ð°")}


def test_the_page_on_files_shows_the_options_that_are_tried_here(checkout):
    assert f'"{FILTER}"' in (checkout / "docs/files.md").read_text(encoding="utf-8")
