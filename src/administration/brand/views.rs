//! The form of the organization's colour, and what it would look like.
use askama::Template;

use super::pages::both;
use crate::i18n::Lang;
use crate::kernel::Locale;
use crate::okr::parts::{Once, Problem, Problems};
use crate::org::brand::colour::Colour;
use crate::org::brand::fit::{Fitted, Theme};

#[derive(Template)]
#[template(path = "administration/brand/page.html")]
pub struct BrandPage {
    pub l: Lang,
    pub once: Once,
    pub version: i32,
    /// Whether a colour of its own is in use.
    pub is_set: bool,
    pub typed: String,
    pub preview: PreviewView,
    pub problems: Vec<Problem>,
    /// The colour that somebody else saved meanwhile; empty for that of OKRio.
    pub changed: Option<String>,
}

/// Both themes in the colour, once there is one.
#[derive(Template)]
#[template(path = "administration/brand/_preview.html")]
pub struct PreviewView {
    l: Lang,
    themes: Vec<ThemeView>,
}

struct ThemeView {
    name: String,
    /// What became of the typed colour, in words.
    fate: String,
    fitted: Fitted,
    /// Where the accent colour or what is on it is read, and the contrast there.
    ratios: Vec<(&'static str, String)>,
}

impl PreviewView {
    pub fn of(l: Lang, typed: &str) -> Self {
        let themes = Colour::parse(typed).map(|colour| both(colour).map(|fitted| ThemeView::of(l, fitted)).into());
        Self { l, themes: themes.unwrap_or_default() }
    }

    /// What somebody hears who does not see it.
    pub fn said(&self) -> String {
        self.themes.iter().map(|theme| format!("{}: {}", theme.name, theme.fate)).collect::<Vec<_>>().join(" ")
    }
}

impl ThemeView {
    fn of(l: Lang, fitted: Fitted) -> Self {
        let grounds = fitted.theme.grounds();
        // one digit behind the point, also where it is nought: they stand below each other
        let number = |value: f64| match l.locale {
            Locale::En => format!("{value:.1}"),
            Locale::Ru => format!("{value:.1}").replace('.', ","),
        };
        let fate = if fitted.is_adjusted() {
            let id = if fitted.lightness < fitted.typed { "brand-darker" } else { "brand-lighter" };
            let (from, to) = (number(fitted.typed * 100.0), number(fitted.lightness * 100.0));
            l.tr(id).arg("from", from).arg("to", to).to_string()
        } else {
            l.say("brand-kept")
        };
        let ratios = [
            ("brand-on-canvas", fitted.accent.contrast(grounds.canvas)),
            ("brand-on-surface", fitted.accent.contrast(grounds.surface)),
            ("brand-on-sunken", fitted.accent.contrast(grounds.sunken)),
            ("brand-on-tint", fitted.accent.contrast(fitted.tint)),
            ("brand-on-accent", fitted.on_accent.contrast(fitted.accent)),
        ];
        let name = l.say(match fitted.theme {
            Theme::Light => "brand-light",
            Theme::Dark => "brand-dark",
        });
        Self { name, fate, fitted, ratios: ratios.map(|(id, ratio)| (id, number(ratio))).into() }
    }
}
