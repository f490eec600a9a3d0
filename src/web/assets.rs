//! Static files. They are compiled into the program, joined into few bundles, written with compressed variants into a
//! folder at start, and served from there by their hash, so that browsers keep them for a year.
use std::borrow::Cow;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use axum::Router;
use axum::http::{HeaderValue, header};
use sha2::{Digest, Sha256};
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;

use super::AppState;

macro_rules! bundle {
    ($($path:literal),+ $(,)?) => { concat!($(include_str!(concat!("../../static/", $path)), "\n"),+) };
}

/// Served name and content. htmx and what registers with it must run as one file: it starts itself right after.
const FILES: &[(&str, &str)] = &[
    (
        "okrio.css",
        bundle!(
            "css/base.css",
            "css/tokens.css",
            "css/frame.css",
            "css/parts.css",
            "css/forms.css",
            "css/lists.css",
            "css/edit.css",
            "css/pages.css",
            "css/search.css",
            "css/last.css"
        ),
    ),
    ("htmx.js", bundle!("vendor/htmx.min.js", "vendor/hx-preload.min.js", "js/htmx-trusted.js")),
    (
        "okrio.js",
        bundle!(
            "js/columns.js",
            "js/drafts.js",
            "js/faults.js",
            "js/focus.js",
            "js/forms.js",
            "js/keymap.js",
            "js/keys.js",
            "js/live.js",
            "js/menus.js",
            "js/move.js",
            "js/palette.js",
            "js/print.js",
            "js/ready.js",
            "js/rows.js",
            "js/say.js",
            "js/select.js",
            "js/toast.js",
            "js/tree.js"
        ),
    ),
    ("icons.svg", include_str!("../../static/icons.svg")),
    ("mark.svg", include_str!("../../static/img/mark.svg")),
];

/// Our own scripts and style without what only explains them: lines of comments, and the space that lines begin with.
fn lean(name: &str, content: &'static str) -> Cow<'static, str> {
    if !["okrio.js", "okrio.css"].contains(&name) {
        return Cow::Borrowed(content);
    }
    let is_said =
        |line: &&str| !(line.is_empty() || line.starts_with("//") || line.starts_with("/*") && line.ends_with("*/"));
    Cow::Owned(content.lines().map(str::trim).filter(is_said).collect::<Vec<_>>().join("\n"))
}

/// Hash over all files: the same for every process of one build.
fn version() -> &'static str {
    static VERSION: OnceLock<String> = OnceLock::new();
    VERSION.get_or_init(|| {
        let mut hash = Sha256::new();
        for (name, content) in FILES {
            hash.update(name.as_bytes());
            hash.update(lean(name, content).as_bytes());
        }
        hash.finalize().iter().take(6).map(|byte| format!("{byte:02x}")).collect()
    })
}

/// Address of a bundle, such as `okrio.css`.
pub fn asset(name: &str) -> String {
    format!("/assets/{}/{name}", version())
}

/// Address of the icons, which every row of a list needs.
pub fn icons() -> &'static str {
    static ICONS: OnceLock<String> = OnceLock::new();
    ICONS.get_or_init(|| asset("icons.svg"))
}

/// The folder that the bundles are served from.
#[derive(Debug, Clone)]
pub struct Assets {
    folder: PathBuf,
}

impl Assets {
    /// Writes the bundles below `cache` unless this build did so before.
    pub fn prepare(cache: &Path) -> std::io::Result<Self> {
        let folder = cache.join(format!("assets-{}", version()));
        if !folder.join("complete").exists() {
            std::fs::create_dir_all(&folder)?;
            for (name, content) in FILES {
                write_file(&folder, name, lean(name, content).as_bytes())?;
            }
            write_file(&folder, "complete", b"")?;
        }
        Ok(Self { folder })
    }

    /// Serves the bundles, compressed where the client takes it.
    pub fn routes(&self) -> Router<AppState> {
        let files = ServeDir::new(&self.folder).precompressed_br().precompressed_gzip();
        let forever = SetResponseHeaderLayer::if_not_present(
            header::CACHE_CONTROL,
            HeaderValue::from_static("public, max-age=31536000, immutable"),
        );
        Router::new()
            .nest_service(&format!("/assets/{}", version()), tower::ServiceBuilder::new().layer(forever).service(files))
    }
}

/// Writes a file and its compressed variants; each appears whole or not at all, whoever else starts at the same time.
fn write_file(folder: &Path, name: &str, content: &[u8]) -> std::io::Result<()> {
    let mut brotli = Vec::new();
    brotli::CompressorWriter::new(&mut brotli, 4096, 11, 22).write_all(content)?;
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    gzip.write_all(content)?;
    for (ending, bytes) in [(".br", brotli.as_slice()), (".gz", gzip.finish()?.as_slice()), ("", content)] {
        let part = folder.join(format!(".{name}{ending}.{}", std::process::id()));
        std::fs::write(&part, bytes)?;
        std::fs::rename(&part, folder.join(format!("{name}{ending}")))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_explains_is_left_out_and_nothing_else() {
        let script = "// says why\n  run(\"//\"); // stays\n\n/* one */\n  `${a}`";
        assert_eq!(lean("okrio.js", script), "run(\"//\"); // stays\n`${a}`");
        assert_eq!(lean("htmx.js", script), script);
    }

    /// Text over several lines would lose the space and the lines that look like comments.
    #[test]
    fn no_text_goes_on_over_lines() {
        for (name, content) in FILES.iter().filter(|(name, _)| name.starts_with("okrio.")) {
            for line in content.lines() {
                assert!(line.matches('`').count() % 2 == 0 || line.trim().starts_with("//"), "{name}: {line}");
                assert_eq!(line.matches("/*").count(), line.matches("*/").count(), "{name}: {line}");
            }
        }
    }
}
