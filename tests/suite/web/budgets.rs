//! How much a browser has to load: scripts, style, icons, a list, one row of it.

use axum::http::StatusCode;

use crate::app::TestApp;
use crate::support::client::Client;
use crate::world::World;

const KIB: usize = 1024;

/// Bytes of a file as a browser gets it, packed with brotli.
async fn packed(client: &Client<'_>, address: &str) -> usize {
    client.header("accept-encoding", "br");
    let answer = client.get(address).await;
    assert_eq!((answer.status, answer.header("content-encoding")), (StatusCode::OK, "br"), "{address}");
    client.without("accept-encoding");
    answer.bytes.len()
}

#[tokio::test]
async fn scripts_style_and_icons_are_small() {
    let app = TestApp::new().await;
    World::new(&app).await.person("anna").await;
    let anna = app.sign_in("anna@acme.example").await;
    let page = anna.get("/").await;
    let mut scripts = 0;
    for address in page.attributes("script[src]", "src") {
        scripts += packed(&anna, &address).await;
    }
    assert!(scripts <= 24 * KIB, "{scripts} bytes of scripts");
    let sheets = page.attributes("link[rel=stylesheet]", "href");
    assert_eq!(sheets.len(), 1);
    let style = packed(&anna, &sheets[0]).await;
    assert!(style <= 12 * KIB, "{style} bytes of style");
    let icons = page.attributes("use", "href").remove(0);
    let icons = anna.get(icons.split('#').next().unwrap()).await.bytes.len();
    assert!(icons <= 8 * KIB, "{icons} bytes of icons");
    println!("scripts {scripts}, style {style}, icons {icons}");
    // everything else a page asks for: its own address, and the icon of the tab
    assert_eq!(page.attributes("img, video, audio, iframe, link[rel=preload], link[rel=font]", "src").len(), 0);
}

#[tokio::test]
async fn a_list_and_one_of_its_rows_are_small() {
    let app = TestApp::new().await;
    let world = World::new(&app).await;
    let anna = world.person("anna").await;
    let mut first = None;
    for nth in 0..100 {
        let title =
            format!("Every café of the region {nth} serves its guests within four minutes, at any hour of the day");
        let objective = world.objective(&title, anna).await;
        first.get_or_insert(
            world.key_result(objective, &format!("Minutes from the order to the first cup {nth}"), 0, 10).await,
        );
    }
    let anna = app.sign_in("anna@acme.example").await;
    let (mut raw, mut rows, mut next) = (0, 0, "/objectives?period=2026-q4".to_owned());
    let mut brotli = 0;
    // a hundred stand on two pages
    while rows < 100 {
        let page = anna.get(&next).await;
        raw += page.bytes.len();
        rows += page.texts("[data-testid=objective-row]").len();
        brotli += packed(&anna, &next).await;
        next = page.attributes("a[rel=next]", "href").pop().unwrap_or_default();
    }
    assert!(raw <= 120 * KIB, "{raw} bytes for a hundred rows");
    assert!(brotli <= 14 * KIB, "{brotli} bytes for a hundred rows, packed");
    let row = anna.htmx().get(&format!("/key-results/{}", first.unwrap())).await;
    assert!(row.has("[data-testid=key-result-row]"), "{}", row.text());
    println!("list {raw}, packed {brotli}, row {}", row.bytes.len());
    assert!(row.bytes.len() <= 2 * KIB, "{} bytes for a row", row.bytes.len());
}
