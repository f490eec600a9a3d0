//! Fits a colour to both themes: the hue stays, the lightness gives way until everything that meets it can be told apart.
use super::colour::{Colour, Oklch};

/// By day or by night.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Theme {
    Light,
    Dark,
}

/// What the accent colour stands on. The same as in the style sheet, which a test compares.
#[derive(Debug, Clone, Copy)]
pub struct Grounds {
    pub canvas: Colour,
    pub surface: Colour,
    pub sunken: Colour,
    /// Behind what is selected, in the colour of OKRio itself.
    pub tint: Colour,
    pub ink: Colour,
    pub muted: Colour,
    pub track: Colour,
    /// On track, and behind it: a status has its own colours.
    pub on: Colour,
    pub on_bg: Colour,
    /// Text on the accent colour.
    pub on_accent: Colour,
}

const LIGHT: Grounds = Grounds {
    canvas: Colour([0xff, 0xff, 0xff]),
    surface: Colour([0xf5, 0xf7, 0xfa]),
    sunken: Colour([0xe9, 0xed, 0xf2]),
    tint: Colour([0xe3, 0xed, 0xfb]),
    ink: Colour([0x18, 0x21, 0x2c]),
    muted: Colour([0x4c, 0x57, 0x66]),
    track: Colour([0xdf, 0xe5, 0xec]),
    on: Colour([0x17, 0x69, 0x3a]),
    on_bg: Colour([0xe0, 0xf2, 0xe6]),
    on_accent: Colour([0xff, 0xff, 0xff]),
};

const DARK: Grounds = Grounds {
    canvas: Colour([0x11, 0x16, 0x1d]),
    surface: Colour([0x19, 0x20, 0x2a]),
    sunken: Colour([0x0c, 0x10, 0x16]),
    tint: Colour([0x1b, 0x2f, 0x4d]),
    ink: Colour([0xe8, 0xed, 0xf3]),
    muted: Colour([0xa9, 0xb4, 0xc2]),
    track: Colour([0x2b, 0x35, 0x42]),
    on: Colour([0x7b, 0xd3, 0x9a]),
    on_bg: Colour([0x12, 0x31, 0x1f]),
    on_accent: Colour([0x0a, 0x1a, 0x33]),
};

/// Contrast that text needs.
pub const READABLE: f64 = 4.5;
/// Contrast of the stronger shade, which also serves those who ask for more contrast.
pub const STRONG: f64 = 7.0;
const STEP: f64 = 0.005;
/// How far the stronger shade is from the accent at least, so that the change is seen under the pointer.
const APART: f64 = 0.06;

/// A colour in one theme, with what goes with it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fitted {
    pub theme: Theme,
    /// Lightness of what was typed, and of what became of it: 0 to 1.
    pub typed: f64,
    pub lightness: f64,
    pub accent: Colour,
    /// Under the pointer, and for those who ask for more contrast.
    pub strong: Colour,
    pub on_accent: Colour,
    /// Behind what is selected.
    pub tint: Colour,
}

impl Theme {
    pub fn grounds(self) -> &'static Grounds {
        match self {
            Self::Light => &LIGHT,
            Self::Dark => &DARK,
        }
    }

    /// Away from the grounds.
    fn away(self) -> f64 {
        match self {
            Self::Light => -STEP,
            Self::Dark => STEP,
        }
    }
}

impl Grounds {
    /// The least contrast with any of them.
    fn least(&self, colour: Colour) -> f64 {
        [self.canvas, self.surface, self.sunken, self.tint]
            .iter()
            .map(|ground| colour.contrast(*ground))
            .fold(f64::INFINITY, f64::min)
    }
}

impl Fitted {
    /// Whether the typed colour had to give way.
    pub fn is_adjusted(&self) -> bool {
        (self.typed - self.lightness).abs() > STEP / 2.0
    }
}

/// The colour for a theme.
pub fn fit(typed: Colour, theme: Theme) -> Fitted {
    let grounds = theme.grounds();
    let from = typed.oklch();
    let (lightness, accent) = walk(from, typed, theme.away(), |colour| grounds.least(colour) >= READABLE);
    let strong = stronger(Oklch { lightness, ..from }, theme);
    let on_accent = [grounds.on_accent, LIGHT.on_accent, DARK.on_accent]
        .into_iter()
        .find(|text| text.contrast(accent) >= READABLE && text.contrast(strong) >= READABLE)
        .unwrap_or(grounds.on_accent);
    Fitted { theme, typed: from.lightness, lightness, accent, strong, on_accent, tint: tint(from, theme) }
}

/// Walks lightness in one direction until it is good, at most to black or white.
fn walk(mut at: Oklch, start: Colour, step: f64, is_good: impl Fn(Colour) -> bool) -> (f64, Colour) {
    let mut colour = start;
    at.lightness = at.lightness.clamp(0.0, 1.0);
    while !is_good(colour) && (0.0..=1.0).contains(&at.lightness) {
        at.lightness += step;
        colour = at.shown();
    }
    (at.lightness, colour)
}

/// Further away from the grounds; near black or white, where there is no room, as far the other way.
fn stronger(accent: Oklch, theme: Theme) -> Colour {
    let grounds = theme.grounds();
    let further = accent.lightness + theme.away().signum() * APART;
    let lightness =
        if (0.0..=1.0).contains(&further) { further } else { accent.lightness - theme.away().signum() * 2.0 * APART };
    let start = Oklch { lightness, ..accent };
    walk(start, start.shown(), theme.away(), |colour| grounds.least(colour) >= STRONG).1
}

/// As light and as strong as that of OKRio, in the hue of the colour, and nowhere nearer to text.
fn tint(typed: Oklch, theme: Theme) -> Colour {
    let own = theme.grounds().tint;
    let of_own = own.oklch();
    let start = Oklch { chroma: of_own.chroma.min(typed.chroma), lightness: of_own.lightness, ..typed };
    walk(start, start.shown(), -theme.away(), |colour| match theme {
        Theme::Light => colour.luminance() >= own.luminance(),
        Theme::Dark => colour.luminance() <= own.luminance(),
    })
    .1
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn colour(text: &str) -> Colour {
        Colour::parse(text).unwrap()
    }

    fn check(typed: Colour) -> Result<(), TestCaseError> {
        for theme in [Theme::Light, Theme::Dark] {
            let (fitted, grounds) = (fit(typed, theme), theme.grounds());
            for ground in [grounds.canvas, grounds.surface, grounds.sunken, grounds.tint, fitted.tint] {
                prop_assert!(fitted.accent.contrast(ground) >= READABLE, "{fitted:?}");
                prop_assert!(fitted.strong.contrast(ground) >= STRONG, "{fitted:?}");
            }
            prop_assert!(fitted.on_accent.contrast(fitted.accent) >= READABLE, "{fitted:?}");
            prop_assert!(fitted.on_accent.contrast(fitted.strong) >= READABLE, "{fitted:?}");
            prop_assert!(fitted.accent.contrast(grounds.track) >= 3.0, "{fitted:?}");
            // whatever is read on the tint of OKRio is read on this one
            for text in [grounds.ink, grounds.muted] {
                prop_assert!(text.contrast(fitted.tint) >= text.contrast(grounds.tint) - 1e-9, "{fitted:?}");
            }
            prop_assert!(fitted.is_adjusted() || fitted.accent == typed, "{fitted:?}");
            prop_assert!(fitted.accent != fitted.strong, "{fitted:?}");
        }
        Ok(())
    }

    #[test]
    fn known_colours_become_what_they_should() {
        for (typed, light, of_light, dark, of_dark) in [
            ("#ffcc00", "#826708", 5.4, "#ffcc00", 12.0),
            ("#00a651", "#087a3b", 5.4, "#16ac57", 6.1),
            ("#e60000", "#d80503", 5.3, "#ff6251", 6.2),
            ("#00bcd4", "#0c7483", 5.5, "#00bcd4", 7.9),
            ("#7f00ff", "#7f00ff", 6.3, "#a380ff", 6.1),
            ("#003366", "#003366", 12.6, "#6999d4", 6.1),
        ] {
            for (theme, wanted, ratio) in [(Theme::Light, light, of_light), (Theme::Dark, dark, of_dark)] {
                let fitted = fit(colour(typed), theme);
                assert_eq!(fitted.accent.hex(), wanted, "{typed}");
                let is = fitted.accent.contrast(theme.grounds().canvas);
                assert!((is - ratio).abs() <= 0.05 + 1e-9, "{typed}: {is}");
            }
        }
        let yellow = fit(colour("#ffcc00"), Theme::Light);
        assert!((yellow.typed - yellow.lightness - 0.34).abs() < 1e-9);
        assert!(!fit(colour("#ffcc00"), Theme::Dark).is_adjusted());
    }

    #[test]
    fn extremes_are_fitted() {
        for text in
            ["#000", "#fff", "#808080", "#0000ff", "#ff00ff", "#00ff00", "#ffff00", "#ff0000", "#010203", "#1d5bb8"]
        {
            check(colour(text)).unwrap();
        }
    }

    #[test]
    fn grey_stays_grey() {
        for theme in [Theme::Light, Theme::Dark] {
            let [red, green, blue] = fit(colour("#808080"), theme).tint.0;
            assert!(red.abs_diff(green) <= 1 && green.abs_diff(blue) <= 1);
        }
    }

    #[test]
    fn grounds_are_those_of_the_style_sheet() {
        let sheet = include_str!("../../../static/css/tokens.css");
        for (name, of) in [
            ("canvas", (|g| g.canvas) as fn(&Grounds) -> Colour),
            ("surface", |g| g.surface),
            ("sunken", |g| g.sunken),
            ("tint", |g| g.tint),
            ("ink", |g| g.ink),
            ("muted", |g| g.muted),
            ("track", |g| g.track),
            ("on", |g| g.on),
            ("on-bg", |g| g.on_bg),
            ("on-accent", |g| g.on_accent),
        ] {
            let value = sheet.split_once(&format!("--{name}: light-dark(")).unwrap().1.split_once(')').unwrap().0;
            let (light, dark) = value.split_once(", ").unwrap();
            assert_eq!((of(&LIGHT), of(&DARK)), (colour(light), colour(dark)), "{name}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]
        #[test]
        fn any_colour_is_readable_in_the_end(parts: [u8; 3]) {
            check(Colour(parts))?;
        }
    }
}
