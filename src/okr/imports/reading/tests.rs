//! Files as people send them, and as nobody should.

use std::io::{Cursor, Read, Write};
use std::path::PathBuf;

use encoding_rs::WINDOWS_1251;
use proptest::prelude::*;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use super::*;
use crate::okr::imports::limits::{MAX_ARCHIVE_ENTRIES, MAX_CELL_CHARS, MAX_COLUMNS, MAX_FILE_BYTES};

/// A file that goes away with the test.
struct Trial(PathBuf);

impl Trial {
    fn new(bytes: &[u8]) -> Self {
        let path = std::env::temp_dir().join(format!("okrio-import-{}", uuid::Uuid::new_v4()));
        std::fs::write(&path, bytes).unwrap();
        Self(path)
    }
}

impl Drop for Trial {
    fn drop(&mut self) {
        std::fs::remove_file(&self.0).ok();
    }
}

fn read(bytes: &[u8], name: &str) -> Result<Vec<Row>, ReadError> {
    let file = Trial::new(bytes);
    open(&file.0, name)?.rows()?.collect()
}

fn refusal(bytes: &[u8], name: &str) -> ReadErrorKind {
    read(bytes, name).expect_err("a refusal").kind
}

fn texts(rows: &[Row]) -> Vec<(u32, Vec<String>)> {
    rows.iter().map(|row| (row.line, row.cells.iter().map(|cell| cell.text().into_owned()).collect())).collect()
}

fn workbook(fill: impl FnOnce(&mut rust_xlsxwriter::Worksheet)) -> Vec<u8> {
    let mut workbook = Workbook::new();
    fill(workbook.add_worksheet());
    workbook.save_to_buffer().unwrap()
}

fn small_workbook() -> Vec<u8> {
    workbook(|sheet| {
        sheet.write(0, 0, "Objective").unwrap();
        sheet.write(1, 0, "Ship").unwrap();
        sheet.write(1, 1, 0.3).unwrap();
    })
}

/// The workbook with each part changed; a part that becomes nothing is left out.
fn repacked(bytes: &[u8], change: impl Fn(&str, String) -> Option<String>) -> Vec<u8> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).unwrap();
        let name = part.name().unwrap().into_owned();
        let mut text = String::new();
        part.read_to_string(&mut text).unwrap();
        if let Some(text) = change(&name, text) {
            out.start_file(name, SimpleFileOptions::default()).unwrap();
            out.write_all(text.as_bytes()).unwrap();
        }
    }
    out.finish().unwrap().into_inner()
}

fn with_sheet_data(data: &str) -> Vec<u8> {
    repacked(&small_workbook(), |name, text| {
        Some(match name {
            "xl/worksheets/sheet1.xml" => {
                let start = text.find("<sheetData>").unwrap();
                let end = text.find("</sheetData>").unwrap();
                format!("{}<sheetData>{data}{}", &text[..start], &text[end..])
            }
            _ => text,
        })
    })
}

#[test]
fn text_is_read_the_same_in_every_encoding_and_with_every_delimiter() {
    let table = [
        ["Цель", "Ключевой результат", "Балл"],
        ["Выпустить «новую» версию", "Подготовить, наконец;\n\tдокументацию", "0,7"],
        ["Выпустить «новую» версию", "Собрать отзывы — сто штук", "0.25"],
    ];
    let expected: Vec<(u32, Vec<String>)> =
        table.iter().zip(1..).map(|(row, line)| (line, row.map(str::to_owned).to_vec())).collect();
    for delimiter in [',', ';', '\t'] {
        for end in ["\n", "\r\n"] {
            let text =
                table.map(|row| row.map(|cell| format!("\"{cell}\"")).join(&delimiter.to_string()) + end).concat();
            let marked = format!("\u{feff}{text}");
            let little = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
            let big = |text: &str| text.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<u8>>();
            for bytes in [
                text.clone().into_bytes(),
                marked.clone().into_bytes(),
                little(&text),
                big(&text),
                little(&marked),
                big(&marked),
                WINDOWS_1251.encode(&text).0.into_owned(),
            ] {
                assert_eq!(texts(&read(&bytes, "okr.csv").unwrap()), expected, "{delimiter:?} {end:?}");
            }
        }
    }
}

#[test]
fn a_declared_delimiter_is_a_line_of_its_own() {
    let file = Trial::new("sep=;\r\nЦель;Балл\r\n\r\nРост;0,5\r\n".as_bytes());
    let mut sheet = open(&file.0, "okr.csv").unwrap();
    let lines: Vec<u32> = sheet.rows().unwrap().map(|row| row.unwrap().line).collect();
    assert_eq!(lines, [2, 4]);
    assert_eq!(sheet.text_format(), Some(TextFormat { encoding: "UTF-8", delimiter: ';' }));
    assert_eq!(sheet.head(1).unwrap().len(), 1);
}

#[test]
fn a_workbook_gives_typed_cells_at_their_places() {
    let bytes = workbook(|sheet| {
        sheet.write(0, 0, "Цель & <b>").unwrap();
        sheet.write(2, 1, 0.1 + 0.2).unwrap();
        sheet.write_with_format(2, 2, 0.75, &Format::new().set_num_format("0%")).unwrap();
        let date = ExcelDateTime::from_ymd(2019, 5, 15).unwrap();
        sheet.write_with_format(2, 3, &date, &Format::new().set_num_format("dd.mm.yyyy")).unwrap();
        sheet.write(2, 4, true).unwrap();
        sheet.write(2, 5, Formula::new("=1+1").set_result("2")).unwrap();
        sheet.write(2, 6, Formula::new("=A1&\"!\"").set_result("=Цель_x0041_")).unwrap();
        sheet.write(2, 7, Formula::new("=1/0").set_result("#DIV/0!")).unwrap();
        sheet.write_blank(2, 8, &Format::new().set_bold()).unwrap();
    });
    let rows = read(&bytes, "okr.xlsx").unwrap();
    let number = |value: &str| Cell::Number { value: value.parse().unwrap(), percent: false };
    assert_eq!(
        rows,
        vec![
            Row { line: 1, cells: vec![Cell::Text("Цель & <b>".into())] },
            Row {
                line: 3,
                cells: vec![
                    Cell::Empty,
                    number("0.3"),
                    Cell::Number { value: "0.75".parse().unwrap(), percent: true },
                    Cell::Date(NaiveDate::from_ymd_opt(2019, 5, 15).unwrap()),
                    Cell::Truth(true),
                    number("2"),
                    Cell::Text("=ЦельA".into()),
                    Cell::Failed("#DIV/0!".into()),
                ]
            },
        ]
    );
}

#[test]
fn unusual_but_lawful_cells_are_read() {
    let data = "<row><c t=\"inlineStr\"><is><r><t>in</t></r><r><t xml:space=\"preserve\"> line</t></r><rPh><t>x</t></rPh></is></c>\
                <c><f>SUM(A1)</f></c><c t=\"str\"><f>A1</f><v></v></c><c t=\"d\"><v>2019-05-15T10:00:00</v></c></row>\
                <row r=\"7\"><c r=\"C7\"><v>1E3</v></c></row>";
    assert_eq!(
        read(&with_sheet_data(data), "okr.xlsx").unwrap(),
        vec![
            Row {
                line: 1,
                cells: vec![
                    Cell::Text("in line".into()),
                    Cell::Uncalculated,
                    Cell::Empty,
                    Cell::Date(NaiveDate::from_ymd_opt(2019, 5, 15).unwrap()),
                ]
            },
            Row { line: 7, cells: vec![Cell::Empty, Cell::Empty, Cell::Number { value: 1000.into(), percent: false }] },
        ]
    );
}

#[test]
fn prefixed_elements_and_hidden_sheets_are_understood() {
    let mut book = Workbook::new();
    book.add_worksheet().set_name("Черновик").unwrap().write(0, 0, "hidden").unwrap();
    book.add_worksheet().set_name("План").unwrap().write(0, 0, "shown").unwrap();
    let bytes = book.save_to_buffer().unwrap();
    let bytes = repacked(&bytes, |name, text| {
        Some(match name {
            "xl/workbook.xml" => text.replace("name=\"Черновик\"", "name=\"Черновик\" state=\"veryHidden\""),
            "xl/worksheets/sheet2.xml" => text.replace("<", "<x:").replace("<x:/", "</x:").replace("<x:?", "<?"),
            _ => text,
        })
    });
    let file = Trial::new(&bytes);
    let mut sheet = open(&file.0, "okr.xlsx").unwrap();
    assert_eq!(texts(&sheet.head(5).unwrap()), [(1, vec!["shown".to_owned()])]);
    assert_eq!(sheet.sheet_names(), ["План"]);
}

#[test]
fn empty_files_are_refused() {
    for (bytes, name) in [
        (Vec::new(), "okr.csv"),
        (b"\n \n,,\n".to_vec(), "okr.csv"),
        (b"\xEF\xBB\xBF".to_vec(), "okr.csv"),
        (b"\xFF\xFE".to_vec(), "okr.csv"),
        (b"sep=;\n".to_vec(), "okr.csv"),
        (Vec::new(), "okr.xlsx"),
        (workbook(|_| {}), "okr.xlsx"),
        (with_sheet_data(""), "okr.xlsx"),
    ] {
        assert_eq!(refusal(&bytes, name), ReadErrorKind::Empty, "{bytes:?}");
    }
}

#[test]
fn files_of_another_kind_are_refused_whatever_they_are_called() {
    let archive = |name: &str, text: &str| {
        let mut out = ZipWriter::new(Cursor::new(Vec::new()));
        out.start_file(name, SimpleFileOptions::default()).unwrap();
        out.write_all(text.as_bytes()).unwrap();
        out.finish().unwrap().into_inner()
    };
    let compound = |name: &str| {
        let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        [&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], [0; 1024].as_slice(), &name].concat()
    };
    let document = repacked(&small_workbook(), |name, text| {
        Some(match name {
            "_rels/.rels" => text.replace("xl/workbook.xml", "word/document.xml"),
            _ => text,
        })
    });
    let binary = repacked(&small_workbook(), |name, text| {
        Some(match name {
            "_rels/.rels" => text.replace("xl/workbook.xml", "xl/workbook.bin"),
            _ => text,
        })
    });
    use ReadErrorKind::*;
    for (bytes, name, kind) in [
        (b"%PDF-1.7 ...".to_vec(), "okr.csv", NotASheet),
        (b"\x89PNG\r\n\x1a\n....".to_vec(), "okr.xlsx", NotASheet),
        (b" <html><table></table></html>".to_vec(), "okr.xls", NotASheet),
        (b"\x01\x02\x03\x04".to_vec(), "okr.csv", NotASheet),
        (b"a,b\n1,2\n".to_vec(), "okr.xlsx", TextNamedWorkbook),
        (b"\x01\x02\x03\x04".to_vec(), "okr.xlsx", Broken),
        (small_workbook(), "okr.csv", WorkbookNamedText),
        (archive("readme.txt", "hello"), "okr.xlsx", NotASheet),
        (archive("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), "okr.xlsx", OtherWorkbook),
        (document, "okr.xlsx", NotASheet),
        (binary, "okr.xlsx", OtherWorkbook),
        (compound("EncryptedPackage"), "okr.xlsx", Protected),
        (compound("Workbook"), "okr.xls", OldWorkbook),
        (compound("Book"), "okr.xlsx", OldWorkbook),
        (compound("WordDocument"), "okr.xlsx", NotASheet),
    ] {
        assert_eq!(refusal(&bytes, name), kind, "{name} {kind:?}");
    }
    assert_eq!(open(std::path::Path::new("/nonexistent/okr.csv"), "okr.csv").err().map(|e| e.kind), Some(Unreadable));
}

#[test]
fn too_large_files_rows_columns_and_cells_are_refused() {
    let file = Trial::new(b"");
    std::fs::File::create(&file.0).unwrap().set_len(MAX_FILE_BYTES + 1).unwrap();
    assert_eq!(open(&file.0, "okr.csv").err().map(|e| e.kind), Some(ReadErrorKind::TooLarge));

    let rows = |count: u32| "a,b\n".repeat(count as usize).into_bytes();
    assert_eq!(read(&rows(MAX_ROWS), "okr.csv").unwrap().len(), MAX_ROWS as usize);
    let error = read(&rows(MAX_ROWS + 1), "okr.csv").unwrap_err();
    assert_eq!(error, ReadError::at_line(ReadErrorKind::TooManyRows, MAX_ROWS + 1));

    let wide = workbook(|sheet| {
        sheet.write(0, MAX_COLUMNS as u16, "x").unwrap();
    });
    assert_eq!(read(&wide, "okr.xlsx").unwrap_err(), ReadError::at_cell(ReadErrorKind::TooManyColumns, 1, MAX_COLUMNS));

    let long = |text: &str| {
        with_sheet_data(&format!("<row r=\"4\"><c r=\"B4\" t=\"inlineStr\"><is><t>{text}</t></is></c></row>"))
    };
    let error = read(&long(&"ж".repeat(MAX_CELL_CHARS + 1)), "okr.xlsx").unwrap_err();
    assert_eq!(error, ReadError::at_cell(ReadErrorKind::CellTooLong, 4, 1));
    assert_eq!(read(&long(&"ж".repeat(MAX_CELL_CHARS)), "okr.xlsx").unwrap().len(), 1);
    assert_eq!(read(&long(&"_x0041_".repeat(MAX_CELL_CHARS)), "okr.xlsx").unwrap().len(), 1);
}

#[test]
fn damaged_workbooks_are_refused() {
    let whole = small_workbook();
    let cut = |part: &'static str| {
        repacked(&whole, move |name, text| {
            let half = text.len() / 2;
            Some(if name == part { text[..half].to_owned() } else { text })
        })
    };
    let without = |part: &'static str| repacked(&whole, move |name, text| (name != part).then_some(text));
    for bytes in [
        whole[..whole.len() / 2].to_vec(),
        cut("xl/workbook.xml"),
        cut("xl/sharedStrings.xml"),
        cut("xl/styles.xml"),
        cut("xl/worksheets/sheet1.xml"),
        without("xl/worksheets/sheet1.xml"),
        without("xl/sharedStrings.xml"),
        with_sheet_data("<row r=\"5\"><c r=\"A5\"><v>1</v></c></row><row r=\"4\"><c r=\"A4\"><v>1</v></c></row>"),
        with_sheet_data("<row r=\"1\"><c r=\"B1\"><v>1</v></c><c r=\"A1\"><v>1</v></c></row>"),
        with_sheet_data("<row r=\"4294967295\"><c><v>1</v></c></row>"),
        with_sheet_data("<row><c r=\"ZZZZ1\"><v>1</v></c></row>"),
        with_sheet_data("<row><c t=\"s\"><v>99</v></c></row>"),
        with_sheet_data("<row><c t=\"odd\"><v>99</v></c></row>"),
        with_sheet_data("<row><c></row></c>"),
        with_sheet_data(&"<a>".repeat(1000)),
    ] {
        assert_eq!(refusal(&bytes, "okr.xlsx"), ReadErrorKind::Broken);
    }
}

#[test]
fn a_workbook_that_lies_about_its_texts_is_read_all_the_same() {
    let bytes = repacked(&small_workbook(), |_, text| {
        Some(text.replace("uniqueCount=\"2\"", "uniqueCount=\"99999999999999\""))
    });
    assert_eq!(read(&bytes, "okr.xlsx").unwrap().len(), 2);
}

#[test]
fn archives_that_unpack_too_large_are_refused() {
    let space = " ".repeat(8 * 1024 * 1024);
    let declared = with_sheet_data(&space);
    assert!(declared.len() < 100 * 1024);
    assert_eq!(refusal(&declared, "okr.xlsx"), ReadErrorKind::Bomb);

    // The directory says that the part is small: only what comes out can tell.
    let mut lying = declared.clone();
    let real = (space.len() as u32).to_le_bytes()[2];
    let name = b"xl/worksheets/sheet1.xml";
    for at in 46..lying.len() - name.len() {
        if &lying[at..at + name.len()] == name && &lying[at - 46..at - 42] == b"PK\x01\x02" {
            assert_eq!(lying[at - 46 + 26], real);
            lying[at - 46 + 24..at - 46 + 28].copy_from_slice(&1000u32.to_le_bytes());
        }
    }
    assert_ne!(lying, declared);
    let kind = refusal(&lying, "okr.xlsx");
    assert!(matches!(kind, ReadErrorKind::Bomb | ReadErrorKind::Broken), "{kind:?}");

    // Dense enough to pass the ratio, but one piece of markup of 1.5 MB.
    let noise: String =
        (0..1_500_000u32).map(|n| char::from(b'a' + (n.wrapping_mul(2_654_435_761) >> 27) as u8 % 26)).collect();
    assert_eq!(refusal(&with_sheet_data(&format!("<!--{noise}-->")), "okr.xlsx"), ReadErrorKind::Bomb);

    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    for number in 0..=MAX_ARCHIVE_ENTRIES {
        out.start_file(number.to_string(), SimpleFileOptions::default()).unwrap();
    }
    assert_eq!(refusal(&out.finish().unwrap().into_inner(), "okr.xlsx"), ReadErrorKind::Bomb);
}

#[test]
fn document_types_and_entities_are_refused() {
    let laughs = "<!DOCTYPE sst [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;\">]>";
    let declared = repacked(&small_workbook(), |name, text| {
        Some(match name {
            "xl/sharedStrings.xml" => text.replacen("<sst", &format!("{laughs}<sst"), 1),
            _ => text,
        })
    });
    let used = with_sheet_data("<row><c t=\"inlineStr\"><is><t>&b;</t></is></c></row>");
    let in_attribute = with_sheet_data("<row r=\"&b;\"></row>");
    for bytes in [declared, used, in_attribute] {
        assert_eq!(refusal(&bytes, "okr.xlsx"), ReadErrorKind::Entities);
    }
}

#[test]
fn an_encrypted_entry_asks_for_an_unprotected_file() {
    let mut bytes = small_workbook();
    for at in 0..bytes.len() - 10 {
        if &bytes[at..at + 4] == b"PK\x01\x02" {
            bytes[at + 8] |= 1;
        }
        if &bytes[at..at + 4] == b"PK\x03\x04" {
            bytes[at + 6] |= 1;
        }
    }
    assert_eq!(refusal(&bytes, "okr.xlsx"), ReadErrorKind::Protected);
}

#[test]
fn fifty_thousand_rows_come_one_by_one() {
    let rows: String =
        (1..=50_000).map(|row| format!("<row r=\"{row}\"><c r=\"A{row}\"><v>{row}</v></c></row>")).collect();
    let bytes = with_sheet_data(&rows);
    let file = Trial::new(&bytes);
    let mut sheet = open(&file.0, "okr.xlsx").unwrap();
    let mut expected = 0;
    for row in sheet.rows().unwrap() {
        expected += 1;
        assert_eq!(row.unwrap().line, expected);
    }
    assert_eq!(expected, 50_000);
}

fn reading_never_panics(bytes: &[u8], name: &str) {
    if let Ok(rows) = read(bytes, name) {
        assert!(!rows.is_empty());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
        reading_never_panics(&bytes, "okr.csv");
        reading_never_panics(&bytes, "okr.xlsx");
    }

    #[test]
    fn arbitrary_text_never_panics(text in "[\u{0}-\u{ff}\",;\n\rЁ-ё]{0,500}") {
        reading_never_panics(text.as_bytes(), "okr.csv");
    }

    #[test]
    fn a_workbook_with_changed_bytes_never_panics(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..20)) {
        let mut bytes = small_workbook();
        for (place, byte) in changes {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        reading_never_panics(&bytes, "okr.xlsx");
    }

    #[test]
    fn arbitrary_sheet_data_never_panics(data in "(<row>|<row r=\"[0-9]{1,10}\">|</row>|<c>|<c r=\"[A-Z]{1,4}[0-9]{1,7}\" t=\"(s|n|b|e|d|str|inlineStr)\" s=\"[0-9]\">|</c>|<v>|</v>|<is><t>|</t></is>|<f>|</f>|[-0-9.eE]{1,8}|&#[0-9]{1,8};|ж){0,40}") {
        reading_never_panics(&with_sheet_data(&data), "okr.xlsx");
    }
}
