//! Files that cannot be imported: each is refused with words, and nothing of it is kept.

use std::io::Write;

use axum::http::{Method, StatusCode};
use rust_xlsxwriter::{Formula, Workbook};

use super::steps::{Company, upload, wait};

const CSV: &str = "Objective,Key result\nGrow,Visits\n";

fn workbook() -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (column, text) in ["Objective", "Key result"].iter().enumerate() {
        sheet.write(0, column as u16, *text).unwrap();
        sheet.write(1, column as u16, *text).unwrap();
    }
    workbook.save_to_buffer().unwrap()
}

fn bomb() -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    for (name, size) in
        [("[Content_Types].xml", 100), ("xl/workbook.xml", 100), ("xl/worksheets/sheet1.xml", 300 << 20)]
    {
        zip.start_file(name, options).unwrap();
        let zeros = vec![b' '; 1 << 20];
        for _ in 0..(size >> 20).max(1) {
            zip.write_all(&zeros).unwrap();
        }
    }
    zip.finish().unwrap().into_inner()
}

/// A zip file that is no workbook.
fn archive() -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file("readme.txt", zip::write::SimpleFileOptions::default()).unwrap();
    zip.write_all(b"Objective,Key result").unwrap();
    zip.finish().unwrap().into_inner()
}

#[tokio::test]
async fn a_bad_file_is_refused_in_words_and_not_kept() {
    let company = Company::new().await;
    let client = company.app.sign_in(&company.world.email("olga")).await;
    // what makes it Excel's old format is the stream named Workbook in the container's directory
    let container = |name: &str| {
        let stream: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".as_slice(), &[0; 1000], &stream, &[0; 1000]].concat()
    };
    let truncated = workbook()[..200].to_vec();
    let cases: [(&str, Vec<u8>, &str); 12] = [
        ("empty.csv", Vec::new(), "The file is empty"),
        ("blank.csv", b"\n , \n".to_vec(), "The file is empty"),
        ("picture.csv", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec(), "neither a CSV file nor an XLSX workbook"),
        ("text.xlsx", CSV.as_bytes().to_vec(), "holds plain text"),
        ("book.csv", workbook(), "holds a workbook"),
        ("old.xls", container("Workbook"), ".xls"),
        ("locked.xlsx", container("EncryptedPackage"), "protected with a password"),
        ("archive.csv", archive(), "holds a workbook"),
        ("archive.xlsx", archive(), "neither a CSV file nor an XLSX workbook"),
        ("cut.xlsx", truncated, "damaged"),
        ("bomb.xlsx", bomb(), "unpacks to far more"),
        ("", Vec::new(), "Choose a file"),
    ];
    for (name, content, words) in cases {
        let answer = upload(&client, name, &content).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}: {}", answer.body);
        let said = answer.only("error-summary");
        assert!(said.contains(words), "{name}: {said}");
    }
    assert_eq!(company.count("imports").await, 0);
    assert_eq!(company.count("import_files").await, 0);
}

#[tokio::test]
async fn a_file_above_the_limit_is_told_its_limit() {
    let company = Company::new().await;
    let client = company.app.sign_in(&company.world.email("olga")).await;
    for megabytes in [21, 70] {
        let answer = upload(&client, "large.csv", &vec![b'a'; megabytes << 20]).await;
        assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE, "{megabytes}");
        assert!(answer.text().contains("The file is larger than 20 MB"), "{}", answer.text());
    }
    let form = client.post("/imports", &[("file", "a")]).await;
    assert_eq!(form.status, StatusCode::UNPROCESSABLE_ENTITY);
    let broken = client.request(Method::POST, "/imports", "multipart/form-data; boundary=x", "--x\r\nnothing").await;
    assert_eq!(broken.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", broken.text());
    assert_eq!(company.count("imports").await, 0);
}

#[tokio::test]
async fn hostile_text_in_a_file_is_only_text() {
    let company = Company::new().await;
    let client = company.app.sign_in(&company.world.email("olga")).await;
    let csv = "<script>alert(1)</script>,Objective,Key result\n\"<img src=x onerror=alert(1)>\",<b>Grow</b>,\"=cmd|' /C calc'!A0\"\n";
    let answer = upload(&client, "<script>.csv", csv.as_bytes()).await;
    let page = client.get(&answer.location().unwrap()).await;
    assert!(
        !page.body.contains("<script>alert") && !page.body.contains("<img src=x") && !page.body.contains("<b>Grow"),
        "{}",
        page.body
    );
    assert!(page.text().contains("<b>Grow</b>"));
}

#[tokio::test]
async fn what_only_the_whole_file_shows_is_said_before_anything_is_written() {
    let company = Company::new().await;
    let (stop, worker) = company.work();
    let client = company.app.sign_in(&company.world.email("olga")).await;
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (column, text) in ["Objective", "Key result", "Baseline", "Target"].iter().enumerate() {
        sheet.write(0, column as u16, *text).unwrap();
    }
    sheet.write(1, 0, "Grow").unwrap();
    sheet.write(1, 1, "Visits").unwrap();
    sheet.write(1, 2, 0).unwrap();
    sheet.write(1, 3, Formula::new("=A9/0").set_result("#DIV/0!")).unwrap();
    let formulas = workbook.save_to_buffer().unwrap();
    let rows = "Objective,Key result\n".to_owned() + &"Grow,Visits\n".repeat(100_001);
    for (name, content, words) in [
        ("formulas.xlsx", formulas, "The formula in this cell fails with #DIV/0!"),
        ("rows.csv", rows.into_bytes(), "more than 100,000 rows"),
    ] {
        let address = upload(&client, name, &content).await.location().unwrap();
        client.submit(client.get(&address).await.form("mapping-form")).await;
        let report = wait(&client, &address).await;
        assert!(report.text().contains(words), "{name}: {}", report.text());
    }
    for table in ["objectives", "key_results", "readings"] {
        assert_eq!(company.count(table).await, 0, "{table}");
    }
    stop.send_replace(true);
    worker.await.unwrap();
}
