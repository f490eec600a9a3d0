//! Pages on a slow device behind a slow network: when the largest thing on them is there, how soon they answer a key, what they ask for.
use std::path::Path;
use std::time::Duration;

use thirtyfour::prelude::*;
use tokio::time::sleep;

use super::Outcome;
use super::browser::Browser;
use super::company::{Company, PASSWORD};
use super::server::Server;
use super::spread::Spread;

const VISITS: usize = 5;
/// Requests that a page may cost a device that has never been here, and one that has.
const COLD: usize = 8;
const WARM: usize = 2;

const DOWN: &str = "\u{e015}";
const ENTER: &str = "\u{e007}";

/// What has become of a page: when the largest thing was painted, in ms, how far things moved, how many files it asked for and how many
/// bytes came over the network.
const LOADED: &str = "
    const done = arguments[arguments.length - 1];
    let largest = 0, moved = 0;
    const see = (type, take) => new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true });
    see('largest-contentful-paint', (entry) => { largest = entry.startTime; });
    see('layout-shift', (entry) => { if (!entry.hadRecentInput) moved += entry.value; });
    setTimeout(() => {
      const files = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')].filter((file) => file.transferSize);
      done([largest, moved, files.length, files.reduce((sum, file) => sum + file.transferSize, 0)]);
    }, 500);";
/// Notes how long each press of a key takes until the page shows what came of it.
const LISTEN: &str = "
    window.waits = [];
    new PerformanceObserver((list) => { for (const entry of list.getEntries()) if (entry.interactionId) waits.push(entry.duration); })
      .observe({ type: 'event', durationThreshold: 16 });";

/// A page, where focus is put first, and the keys that are pressed there.
struct Visit {
    name: &'static str,
    path: String,
    field: &'static str,
    keys: &'static [&'static str],
    /// Milliseconds within which the largest thing shall be there.
    largest: f64,
}

/// Walks through the pages as an employee.
pub async fn measure(server: &Server, company: &Company) -> Outcome<()> {
    println!(
        "\nas an employee on a slow device: 150 ms and 1.6 Mbit/s away, a fourth of this processor; {VISITS} visits each"
    );
    if !is_installed("chromedriver") {
        println!("  left out: chromedriver is not installed (make setup)");
        return Ok(());
    }
    let browser = Browser::start().await;
    let address = format!("http://127.0.0.1:{}", server.port);
    let (email, _) = company.employees.first().ok_or("no employees")?;
    browser.goto(format!("{address}/sign-in")).await?;
    browser.find(By::Css("#email")).await?.send_keys(email).await?;
    browser.find(By::Css("#password")).await?.send_keys(PASSWORD).await?;
    browser.find(By::Css("form .primary")).await?.click().await?;
    browser.query(By::Css("[data-testid=account-menu]")).first().await?;
    browser.slow_down(150, 1_600_000 / 8, 4).await;
    let objective = company.objectives.first().ok_or("no objectives")?;
    let visits = [
        Visit { name: "list", path: "/objectives".to_owned(), field: "", keys: &["j", "j", "k"], largest: 1500.0 },
        Visit {
            name: "objective",
            path: format!("/objectives/{objective}"),
            field: "#comment-body",
            keys: &["o", "k", "!"],
            largest: 1500.0,
        },
        Visit {
            name: "check-in",
            path: "/check-in".to_owned(),
            field: "#check-in-form input[inputmode=decimal]",
            keys: &["4", "2", ENTER],
            largest: 1500.0,
        },
        Visit {
            name: "alignment",
            path: "/alignment".to_owned(),
            field: "[data-testid=tree-row]",
            keys: &[DOWN, DOWN, "*"],
            largest: 2000.0,
        },
    ];
    for visit in &visits {
        one(&browser, &address, visit).await?;
    }
    Ok(())
}

async fn one(browser: &Browser, address: &str, visit: &Visit) -> Outcome<()> {
    let Visit { name, path, field, keys, largest: most } = visit;
    let (mut painted, mut waits, mut moves) = (Vec::new(), Vec::new(), Vec::new());
    let (mut cold, mut warm) = ((0, 0), 0);
    for _ in 0..VISITS {
        browser.forget_files().await;
        browser.goto(format!("{address}{path}")).await?;
        browser.query(By::Css("html[data-ready]")).first().await?;
        let (largest, moved, files, bytes): (f64, f64, usize, usize) =
            browser.execute_async(LOADED, Vec::new()).await?.convert()?;
        painted.push(largest);
        moves.push(moved);
        cold = cold.max((files, bytes));
        browser.execute(LISTEN, Vec::new()).await?;
        if !field.is_empty()
            && browser.execute("return !document.querySelector(arguments[0])", vec![(*field).into()]).await?.json()
                == &serde_json::json!(true)
        {
            println!("  {name}: {field} is not there");
        } else if !field.is_empty() {
            browser.execute("document.querySelector(arguments[0]).focus()", vec![(*field).into()]).await?;
        }
        for key in *keys {
            browser.action_chain().send_keys(*key).perform().await?;
            sleep(Duration::from_millis(300)).await;
        }
        let slowest: f64 = browser.execute("return Math.max(0, ...waits)", Vec::new()).await?.convert()?;
        waits.push(slowest);
        // what was typed would be offered again, and move what is below
        browser.execute("localStorage.clear()", Vec::new()).await?;
        browser.refresh().await?;
        browser.query(By::Css("html[data-ready]")).first().await?;
        let (_, _, files, _): (f64, f64, usize, usize) = browser.execute_async(LOADED, Vec::new()).await?.convert()?;
        warm = warm.max(files);
    }
    let (files, bytes) = cold;
    println!(
        "  {name:<10} largest paint p75 {:.0} ms (at most {most:.0}); slowest key p75 {:.0} ms (at most 200); moved {:.3} (at most 0.02); {files} requests, {:.1} KiB (at most {COLD} requests); again {warm} (at most {WARM})",
        Spread::of(painted).at(0.75),
        Spread::of(waits).at(0.75),
        Spread::of(moves).at(1.0),
        bytes as f64 / 1024.0
    );
    if files > COLD || warm > WARM { Err(format!("{path} asks for too much").into()) } else { Ok(()) }
}

fn is_installed(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| Path::new(&folder).join(program).exists())
}
