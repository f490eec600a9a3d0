//! The parts of a workbook beside its rows, as XML.
use std::fmt::Write as _;

use super::sheet::{Column, MAX_DECIMALS};

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
const CONTENT: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml";

/// Which part is of which type.
pub fn content_types() -> String {
    format!(
        "{HEAD}<Types xmlns=\"{PACKAGE}/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
         <Default Extension=\"xml\" ContentType=\"application/xml\"/><Override PartName=\"/xl/workbook.xml\" ContentType=\"{CONTENT}.sheet.main+xml\"/>\
         <Override PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\"{CONTENT}.worksheet+xml\"/><Override PartName=\"/xl/styles.xml\" ContentType=\"{CONTENT}.styles+xml\"/></Types>"
    )
}

/// Parts that another part refers to, by kind and path; they are numbered from `rId1` on.
pub fn relations(targets: &[(&str, &str)]) -> String {
    let mut xml = format!("{HEAD}<Relationships xmlns=\"{PACKAGE}/relationships\">");
    for (number, (kind, target)) in (1..).zip(targets) {
        add(
            &mut xml,
            format_args!("<Relationship Id=\"rId{number}\" Type=\"{RELATIONS}/{kind}\" Target=\"{target}\"/>"),
        );
    }
    xml + "</Relationships>"
}

/// How cells look, in the order of [`super::sheet::Style::place`].
pub fn styles() -> String {
    let mut formats = String::from("<numFmt numFmtId=\"164\" formatCode=\"0.0%\"/>");
    let mut cells = String::new();
    let mut cell = |format: u32, font: u32, rest: &str| {
        add(
            &mut cells,
            format_args!(
                "<xf numFmtId=\"{format}\" fontId=\"{font}\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\" applyFont=\"1\"{rest}"
            ),
        );
    };
    cell(0, 0, "/>");
    cell(49, 1, " applyAlignment=\"1\"><alignment vertical=\"center\" wrapText=\"1\"/></xf>");
    cell(49, 0, "/>");
    cell(14, 0, "/>");
    cell(9, 0, "/>");
    cell(164, 0, "/>");
    for decimals in 0..=MAX_DECIMALS {
        match decimals {
            0 => cell(3, 0, "/>"),
            2 => cell(4, 0, "/>"),
            _ => {
                let zeros = "0".repeat(usize::try_from(decimals).unwrap_or_default());
                add(
                    &mut formats,
                    format_args!("<numFmt numFmtId=\"{}\" formatCode=\"#,##0.{zeros}\"/>", 164 + decimals),
                );
                cell(164 + decimals, 0, "/>");
            }
        }
    }
    let font = "<sz val=\"11\"/><name val=\"Calibri\"/><family val=\"2\"/>";
    format!(
        "{HEAD}<styleSheet xmlns=\"{MAIN}\"><numFmts count=\"{}\">{formats}</numFmts><fonts count=\"2\"><font>{font}</font><font><b/>{font}</font></fonts>\
         <fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill><fill><patternFill patternType=\"gray125\"/></fill></fills>\
         <borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders>\
         <cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs><cellXfs count=\"{}\">{cells}</cellXfs>\
         <cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" builtinId=\"0\"/></cellStyles></styleSheet>",
        formats.matches("<numFmt ").count(),
        cells.matches("<xf ").count()
    )
}

/// The sheet up to its first row.
pub fn opening(columns: &[Column]) -> String {
    let mut xml = format!(
        "{HEAD}<worksheet xmlns=\"{MAIN}\"><sheetViews><sheetView tabSelected=\"1\" workbookViewId=\"0\">\
         <pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/><selection pane=\"bottomLeft\" activeCell=\"A2\" sqref=\"A2\"/>\
         </sheetView></sheetViews><sheetFormatPr defaultRowHeight=\"15\"/><cols>"
    );
    for (number, column) in (1..).zip(columns) {
        // a word of the name is never broken, and there is room for the button of the filter
        let word = column.name.split(' ').map(|word| word.chars().count() + 4).max().unwrap_or_default();
        let width = usize::from(column.width).max(word).max(column.name.chars().count() / 2 + 4);
        add(&mut xml, format_args!("<col min=\"{number}\" max=\"{number}\" width=\"{width}\" customWidth=\"1\"/>"));
    }
    xml + "</cols><sheetData>"
}

/// The list of sheets, and the filter of the one that there is.
pub fn workbook(name: &str, last: &str, rows: u32) -> String {
    let name = escaped(name).replace('"', "&quot;");
    format!(
        "{HEAD}<workbook xmlns=\"{MAIN}\" xmlns:r=\"{RELATIONS}\"><bookViews><workbookView/></bookViews><sheets><sheet name=\"{name}\" sheetId=\"1\" r:id=\"rId1\"/></sheets>\
         <definedNames><definedName name=\"_xlnm._FilterDatabase\" localSheetId=\"0\" hidden=\"1\">'{name}'!$A$1:${last}${rows}</definedName></definedNames></workbook>"
    )
}

/// Text for XML. What XML cannot hold, or would change, is written as `_x000D_`, and so is what only looks like that.
pub fn escaped(text: &str) -> String {
    let mut xml = String::with_capacity(text.len());
    for (at, character) in text.char_indices() {
        match character {
            '&' => xml.push_str("&amp;"),
            '<' => xml.push_str("&lt;"),
            '>' => xml.push_str("&gt;"),
            '_' if is_escape(text.get(at..).unwrap_or_default()) => xml.push_str("_x005F_"),
            '\n' | '\t' => xml.push(character),
            c if c.is_ascii_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {
                add(&mut xml, format_args!("_x{:04X}_", u32::from(c)));
            }
            c => xml.push(c),
        }
    }
    xml
}

fn is_escape(text: &str) -> bool {
    matches!(text.as_bytes(), [b'_', b'x', digits @ .., ] if digits.get(4) == Some(&b'_')
        && digits.iter().take(4).all(u8::is_ascii_hexdigit))
}

/// Adds to a text, which cannot fail.
pub fn add(xml: &mut String, text: std::fmt::Arguments<'_>) {
    xml.write_fmt(text).ok();
}

#[cfg(test)]
mod tests {
    use super::super::sheet::Style;
    use super::*;

    #[test]
    fn every_number_of_decimals_has_its_format() {
        let xml = styles();
        for decimals in 0..=MAX_DECIMALS {
            let xf =
                xml.split("<cellXfs").nth(1).unwrap().split("<xf ").nth(1 + Style::Number(decimals).place() as usize);
            let id: u32 = xf.unwrap().split('"').nth(1).unwrap().parse().unwrap();
            match decimals {
                0 => assert_eq!(id, 3),
                2 => assert_eq!(id, 4),
                _ => {
                    let format = format!("numFmtId=\"{id}\" formatCode=\"#,##0.{}\"", "0".repeat(decimals as usize));
                    assert!(xml.contains(&format), "{format}");
                }
            }
        }
    }
}
