//! Finds the sheet to read in a workbook, and what its cells refer to.

use quick_xml::events::Event;

use super::Input;
use super::failure::{ReadError, ReadErrorKind};
use super::package::Package;
use super::strings::SharedTexts;
use super::styles::Styles;
use super::worksheet::WorksheetRows;
use super::xml::{self, Xml};

/// An opened workbook; its first visible sheet is the one that is read.
pub struct Workbook {
    package: Package,
    sheet_part: String,
    sheet_names: Vec<String>,
    texts: SharedTexts,
    styles: Styles,
    since_1904: bool,
}

/// What a workbook says about itself.
#[derive(Default)]
struct Contents {
    /// Name and relation of each visible sheet.
    sheets: Vec<(String, String)>,
    since_1904: bool,
}

/// A pointer from one part to another.
struct Relation {
    id: String,
    kind: String,
    target: String,
}

impl Workbook {
    /// Reads everything but the rows.
    pub fn open(input: Box<dyn Input>) -> Result<Self, ReadError> {
        let mut package = Package::open(input)?;
        let (book_path, book_part) = book_part(&mut package)?;
        let contents = Contents::read(Xml::new(package.part(&book_part)?))?;
        let relations = relations(&mut package, &book_path)?;
        let part_of_kind = |package: &Package, kind: &str| {
            relations
                .iter()
                .find(|relation| relation.kind == kind)
                .and_then(|relation| package.find(&resolve(&book_path, &relation.target)))
        };
        let mut sheets = contents.sheets.into_iter().filter_map(|(name, id)| {
            let relation = relations.iter().find(|relation| relation.id == id && relation.kind == "worksheet")?;
            let part = package.find(&resolve(&book_path, &relation.target))?;
            Some((name, part))
        });
        let (first_name, sheet_part) = sheets.next().ok_or(ReadErrorKind::Broken)?;
        let sheet_names = std::iter::once(first_name).chain(sheets.map(|(name, _)| name)).collect();
        let texts = match part_of_kind(&package, "sharedStrings") {
            Some(part) => SharedTexts::read(Xml::new(package.part(&part)?))?,
            None => SharedTexts::default(),
        };
        let styles = match part_of_kind(&package, "styles") {
            Some(part) => Styles::read(Xml::new(package.part(&part)?))?,
            None => Styles::default(),
        };
        Ok(Self { package, sheet_part, sheet_names, texts, styles, since_1904: contents.since_1904 })
    }

    /// Names of the visible sheets.
    pub fn sheet_names(&self) -> &[String] {
        &self.sheet_names
    }

    /// Rows of the first visible sheet.
    pub fn rows(&mut self) -> Result<WorksheetRows<'_>, ReadError> {
        let xml = Xml::new(self.package.part(&self.sheet_part)?);
        Ok(WorksheetRows::new(xml, &self.texts, &self.styles, self.since_1904))
    }
}

/// Path and archive name of the part that lists the sheets.
fn book_part(package: &mut Package) -> Result<(String, String), ReadError> {
    let path = relations(package, "")?
        .into_iter()
        .find(|relation| relation.kind == "officeDocument")
        .map(|relation| resolve("", &relation.target))
        .unwrap_or_else(|| "xl/workbook.xml".to_owned());
    let is_binary = path.to_ascii_lowercase().ends_with(".bin");
    let is_other = is_binary || is_open_document(package)?;
    if is_other {
        return Err(ReadErrorKind::OtherWorkbook.into());
    }
    let is_sheet = path.to_ascii_lowercase().contains("workbook");
    match package.find(&path).filter(|_| is_sheet) {
        Some(part) => Ok((path, part)),
        None => Err(ReadErrorKind::NotASheet.into()),
    }
}

fn is_open_document(package: &mut Package) -> Result<bool, ReadError> {
    use std::io::Read;
    let Some(part) = package.find("mimetype") else {
        return Ok(false);
    };
    let mut kind = String::new();
    let read = package.part(&part)?.take(100).read_to_string(&mut kind);
    Ok(read.is_ok() && kind.contains("opendocument.spreadsheet"))
}

impl Contents {
    fn read(mut xml: Xml<'_>) -> Result<Self, ReadError> {
        let mut contents = Self::default();
        loop {
            match xml.next()? {
                Event::Start(start) => match xml::name(&start) {
                    "workbookPr" => {
                        contents.since_1904 = xml::attribute(&start, "date1904")?
                            .is_some_and(|value| matches!(value.as_ref(), "1" | "true"));
                    }
                    "sheet" => {
                        let hidden = xml::attribute(&start, "state")?.is_some_and(|state| state != "visible");
                        let name = xml::attribute(&start, "name")?.unwrap_or_default();
                        let id = xml::attribute(&start, "id")?.unwrap_or_default();
                        if !hidden {
                            contents.sheets.push((name.into_owned(), id.into_owned()));
                        }
                    }
                    _ => {}
                },
                Event::Eof => return Ok(contents),
                _ => {}
            }
        }
    }
}

/// Pointers of a part, or of the whole package when `path` is empty; none when the archive holds none.
fn relations(package: &mut Package, path: &str) -> Result<Vec<Relation>, ReadError> {
    let (folder, file) = path.rsplit_once('/').unwrap_or(("", path));
    let Some(part) = package.find(&resolve(&format!("{folder}/x"), &format!("_rels/{file}.rels"))) else {
        return Ok(Vec::new());
    };
    let mut xml = Xml::new(package.part(&part)?);
    let mut relations = Vec::new();
    loop {
        match xml.next()? {
            Event::Start(start) if xml::name(&start) == "Relationship" => {
                let value = |name| -> Result<String, ReadError> {
                    Ok(xml::attribute(&start, name)?.unwrap_or_default().into_owned())
                };
                let kind = value("Type")?;
                relations.push(Relation {
                    id: value("Id")?,
                    kind: kind.rsplit('/').next().unwrap_or_default().to_owned(),
                    target: value("Target")?,
                });
            }
            Event::Eof => return Ok(relations),
            _ => {}
        }
    }
}

/// The path of `target` as seen from the part `from`.
fn resolve(from: &str, target: &str) -> String {
    let mut steps: Vec<&str> = match target.starts_with('/') {
        true => Vec::new(),
        false => from.rsplit_once('/').map_or("", |(folder, _)| folder).split('/').collect(),
    };
    for step in target.split('/') {
        match step {
            "." | "" => {}
            ".." => {
                steps.pop();
            }
            step => steps.push(step),
        }
    }
    steps.retain(|step| !step.is_empty());
    steps.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_resolved_like_addresses() {
        for (from, target, path) in [
            ("xl/workbook.xml", "worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
            ("xl/workbook.xml", "/xl/worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
            ("xl/workbook.xml", "../media/a.png", "media/a.png"),
            ("", "xl/workbook.xml", "xl/workbook.xml"),
            ("/x", "_rels/.rels", "_rels/.rels"),
            ("a", "../../../b", "b"),
        ] {
            assert_eq!(resolve(from, target), path);
        }
    }
}
