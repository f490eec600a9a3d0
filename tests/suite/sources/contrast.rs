//! Contrast of every two colours that meet, in each theme: light and dark, each as it is and stronger.
//!
//! The tables say what meets; the style sheets are read to find what the tables forget.
use std::collections::{BTreeMap, BTreeSet};

use regex::Regex;

use super::files;

type Meeting = (&'static str, &'static [&'static str]);

/// Grounds that any text may stand on.
const GROUNDS: &[&str] = &["canvas", "surface", "sunken", "shell", "raised", "hover", "tint"];
/// Notes in the colour of a status.
const NOTES: &[&str] = &["on-bg", "behind-bg", "risk-bg"];

/// Read as text: 4.5, or 7 where more contrast is wanted.
const TEXT: &[Meeting] = &[
    ("ink", GROUNDS),
    ("ink", NOTES),
    ("ink", &["data-bg", "none-bg"]),
    ("muted", GROUNDS),
    ("muted", NOTES),
    ("accent", GROUNDS),
    ("accent", NOTES),
    ("accent-hover", GROUNDS),
    ("accent-hover", NOTES),
    ("on-accent", &["accent", "accent-hover"]),
    ("on-tint", &["tint"]),
    ("on", GROUNDS),
    ("on", &["on-bg"]),
    ("behind", GROUNDS),
    ("behind", &["behind-bg"]),
    ("risk", GROUNDS),
    ("risk", &["risk-bg"]),
    ("data", GROUNDS),
    ("data", &["data-bg"]),
    ("none", GROUNDS),
    ("none", &["none-bg"]),
    ("#fff", &["toast"]),
    ("toast-act", &["toast"]),
];

/// Edges of fields, rings and bars that have to be seen: 3, or 4.5 where more contrast is wanted.
const PARTS: &[Meeting] = &[
    ("edge", GROUNDS),
    ("focus", GROUNDS),
    ("focus", NOTES),
    ("toast-act", &["toast"]),
    ("accent", &["track"]),
    ("risk", GROUNDS),
    ("risk", &["risk-bg"]),
    ("ink", GROUNDS),
    ("canvas", &["accent", "ink", "edge"]),
];

/// What says nothing that words beside it do not say: lines between rows, the empty part of a bar, what is owed on it.
const DECORATION: &[&str] = &["line", "hair", "soft-edge", "track", "owed", "owed-risk", "tint"];

/// A theme by its name: whether it is dark, and whether it is stronger.
const THEMES: [(&str, bool, bool); 4] =
    [("light", false, false), ("dark", true, false), ("light, stronger", false, true), ("dark, stronger", true, true)];

type Tokens = BTreeMap<String, String>;

fn style() -> Vec<(String, String)> {
    let comment = Regex::new(r"(?s)/\*.*?\*/").unwrap();
    files::read("static/css", "css")
        .into_iter()
        .map(|(path, text)| (path, comment.replace_all(&text, "").into_owned()))
        .collect()
}

/// Innermost blocks: selector and declarations.
fn blocks(css: &str) -> Vec<(String, Vec<(String, String)>)> {
    let block = Regex::new(r"([^{}]+)\{([^{}]*)\}").unwrap();
    let declarations = |text: &str| {
        let pairs = text.split(';').filter_map(|one| one.split_once(':'));
        pairs.map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned())).collect()
    };
    block.captures_iter(css).map(|found| (found[1].trim().to_owned(), declarations(&found[2]))).collect()
}

/// Tokens of a theme, not yet followed to a colour.
fn tokens(more: bool) -> Tokens {
    let (_, css) = style().into_iter().find(|(path, _)| path.ends_with("tokens.css")).unwrap();
    let (base, chosen) = css.split_once("@layer chosen").unwrap();
    let mut all = Tokens::new();
    let wanted = |selector: &str| more && selector.contains("[data-contrast=more]");
    let chosen = blocks(chosen).into_iter().filter(|(selector, _)| wanted(selector));
    for (_, declarations) in blocks(base).into_iter().chain(chosen) {
        for (name, value) in declarations {
            if let Some(name) = name.strip_prefix("--") {
                all.insert(name.to_owned(), value);
            }
        }
    }
    all
}

fn hex(text: &str) -> Option<[f64; 3]> {
    let digits = text.strip_prefix('#')?;
    let long = if digits.len() == 3 { digits.chars().flat_map(|c| [c, c]).collect() } else { digits.to_owned() };
    let part = |at: usize| u8::from_str_radix(long.get(at..at + 2)?, 16).ok().map(|n| f64::from(n) / 255.0);
    Some([part(0)?, part(2)?, part(4)?])
}

/// The colour of a value: a token's name, `var()`, `light-dark()` or digits.
fn colour(value: &str, dark: bool, tokens: &Tokens) -> Option<[f64; 3]> {
    if let Some(inner) = value.strip_prefix("var(--").and_then(|rest| rest.strip_suffix(')')) {
        return colour(tokens.get(inner)?, dark, tokens);
    }
    if let Some(inner) = value.strip_prefix("light-dark(").and_then(|rest| rest.strip_suffix(')')) {
        let (light, night) = inner.split_once(',')?;
        return colour(if dark { night } else { light }.trim(), dark, tokens);
    }
    hex(value)
}

fn luminance(colour: [f64; 3]) -> f64 {
    let linear = |part: f64| if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) };
    0.2126 * linear(colour[0]) + 0.7152 * linear(colour[1]) + 0.0722 * linear(colour[2])
}

fn ratio(one: [f64; 3], other: [f64; 3]) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// Pairs of a table that are too close in some theme.
fn too_close(table: &[Meeting], usual: f64, stronger: f64) -> Vec<String> {
    let mut found = Vec::new();
    for (theme, dark, more) in THEMES {
        let (tokens, needed) = (tokens(more), if more { stronger } else { usual });
        let known = |name: &str| {
            let value = if name.starts_with('#') { name.to_owned() } else { format!("var(--{name})") };
            colour(&value, dark, &tokens).unwrap_or_else(|| panic!("{name} is no colour"))
        };
        for (above, grounds) in table {
            for ground in *grounds {
                let is = ratio(known(above), known(ground));
                if is < needed {
                    found.push(format!("{theme}: {above} on {ground} is {is:.2}, needs {needed}"));
                }
            }
        }
    }
    found
}

#[test]
fn the_formula_is_that_of_the_guidelines() {
    assert!((ratio(hex("#000").unwrap(), hex("#fff").unwrap()) - 21.0).abs() < 1e-9);
    assert!((ratio(hex("#777777").unwrap(), hex("#fff").unwrap()) - 4.48).abs() < 0.01);
}

#[test]
fn text_is_read_in_every_theme() {
    assert_eq!(too_close(TEXT, 4.5, 7.0), Vec::<String>::new());
}

#[test]
fn edges_and_rings_are_seen_in_every_theme() {
    assert_eq!(too_close(PARTS, 3.0, 4.5), Vec::<String>::new());
}

/// A device that asks for more contrast and a person who does get the same.
#[test]
fn the_device_asks_for_what_a_person_can_choose() {
    let (_, css) = style().into_iter().find(|(path, _)| path.ends_with("tokens.css")).unwrap();
    let of = |start: &str| {
        let rest = css.split_once(start).unwrap().1.trim_start().trim_start_matches(":root").trim_start();
        rest.trim_start_matches('{').split('}').next().unwrap().trim().to_owned()
    };
    assert_eq!(of("@media (prefers-contrast: more) {"), of("[data-contrast=more]"));
}

/// Names of tokens in a value.
fn named(value: &str) -> Vec<String> {
    Regex::new(r"var\(--([a-z-]+)\)").unwrap().captures_iter(value).map(|found| found[1].to_owned()).collect()
}

#[test]
fn what_the_sheets_put_together_is_in_the_tables() {
    let met: BTreeSet<(&str, &str)> =
        TEXT.iter().chain(PARTS).flat_map(|(above, grounds)| grounds.iter().map(|ground| (*above, *ground))).collect();
    let texts: BTreeSet<&str> = TEXT.iter().map(|(above, _)| *above).collect();
    let seen: BTreeSet<&str> = PARTS.iter().map(|(above, _)| *above).chain(texts.iter().copied()).collect();
    let grounds: BTreeSet<&str> =
        TEXT.iter().chain(PARTS).flat_map(|(above, grounds)| grounds.iter().chain([above]).copied()).collect();
    let (usual, stronger) = (tokens(false), tokens(true));
    let is_colour = |name: &String| colour(&format!("var(--{name})"), false, &usual).is_some();
    let mut missing = Vec::new();
    for (path, css) in style() {
        for (selector, declarations) in blocks(&css) {
            let value = |names: &[&str]| {
                declarations
                    .iter()
                    .rev()
                    .find(|(name, _)| names.contains(&name.as_str()))
                    .map(|(_, value)| value.as_str())
            };
            // a status carries its two colours in these
            let (text, ground) = (value(&["color", "--c"]), value(&["background", "background-color", "--b"]));
            if let (Some(text), Some(ground)) = (text, ground) {
                match (named(text).first().filter(|name| is_colour(name)), named(ground).first()) {
                    (Some(text), Some(ground)) if is_colour(ground) && !ground.is_empty() => {
                        if !met.contains(&(text.as_str(), ground.as_str())) {
                            missing.push(format!("{path}: {selector}: {text} on {ground}"));
                        }
                    }
                    _ => {
                        for (theme, dark, more) in THEMES {
                            let tokens = if more { &stronger } else { &usual };
                            let both = (colour(text, dark, tokens), colour(ground, dark, tokens));
                            let (Some(text), Some(ground)) = both else { continue };
                            if ratio(text, ground) < 4.5 {
                                missing.push(format!("{path}: {selector}: {:.2} in {theme}", ratio(text, ground)));
                            }
                        }
                    }
                }
            }
            for (name, value) in &declarations {
                let allowed: &dyn Fn(&str) -> bool = match name.as_str() {
                    // pictures are drawn, and what is put before or after stands for nothing
                    "color" | "--c" if selector.ends_with("svg:first-child") || selector.ends_with("> svg") => {
                        &|token| seen.contains(token)
                    }
                    "color" | "--c" if selector.contains("::") => &|token| seen.contains(token) || token == "line",
                    "color" | "--c" => &|token| texts.contains(token),
                    "background" | "background-color" | "--b" => {
                        &|token| grounds.contains(token) || DECORATION.contains(&token)
                    }
                    "fill" | "stroke" | "outline" | "outline-color" => {
                        &|token| seen.contains(token) || DECORATION.contains(&token)
                    }
                    name if name.starts_with("border") => &|token| seen.contains(token) || DECORATION.contains(&token),
                    _ => continue,
                };
                for token in named(value).iter().filter(|token| is_colour(token)) {
                    if !allowed(token) {
                        missing.push(format!("{path}: {selector}: {name}: {token}"));
                    }
                }
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

/// Something to type in has an edge that is seen.
#[test]
fn fields_have_edges() {
    let mut faint = Vec::new();
    for (path, css) in style() {
        for (selector, declarations) in blocks(&css) {
            let types = selector.split(',').any(|one| {
                let last = one.split_whitespace().last().unwrap_or_default();
                ["input", "textarea", "select"].iter().any(|field| last.starts_with(field))
            });
            let drawn =
                declarations.iter().filter(|(name, _)| types && ["border", "border-color"].contains(&name.as_str()));
            faint.extend(
                drawn
                    .filter(|(_, value)| named(value).iter().any(|token| DECORATION.contains(&token.as_str())))
                    .map(|(_, value)| format!("{path}: {selector}: {value}")),
            );
        }
    }
    assert!(faint.is_empty(), "{faint:#?}");
}
