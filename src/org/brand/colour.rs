//! A colour of a screen, how light it is to the eye, and how far two of them are apart.

/// Red, green and blue of sRGB.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colour(pub [u8; 3]);

/// The same by lightness (0 to 1), chroma and hue (radians): equal steps look equal.
#[derive(Debug, Clone, Copy)]
pub struct Oklch {
    pub lightness: f64,
    pub chroma: f64,
    pub hue: f64,
}

/// How much chroma is given up at a time to come back to what a screen can show.
const CHROMA_STEP: f64 = 0.004;

impl Colour {
    /// `#ffcc00` or `#fc0`, with or without `#`, in any case.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.trim().trim_start_matches('#');
        let long = match digits.len() {
            3 => digits.chars().flat_map(|c| [c, c]).collect(),
            6 => digits.to_owned(),
            _ => return None,
        };
        if !long.chars().all(|c| c.is_ascii_hexdigit()) {
            return None;
        }
        let part = |at: usize| long.get(at..at + 2).and_then(|two| u8::from_str_radix(two, 16).ok());
        Some(Self([part(0)?, part(2)?, part(4)?]))
    }

    /// `#ffcc00`
    pub fn hex(self) -> String {
        let [red, green, blue] = self.0;
        format!("#{red:02x}{green:02x}{blue:02x}")
    }

    /// Relative luminance of the accessibility guidelines, 0 to 1.
    pub fn luminance(self) -> f64 {
        let [red, green, blue] = self.linear();
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    /// Contrast of the accessibility guidelines, 1 to 21.
    pub fn contrast(self, other: Self) -> f64 {
        let (one, other) = (self.luminance(), other.luminance());
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    fn linear(self) -> [f64; 3] {
        self.0.map(|part| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        })
    }

    pub fn oklch(self) -> Oklch {
        let [red, green, blue] = self.linear();
        let long = (0.412_221_470_8 * red + 0.536_332_536_3 * green + 0.051_445_992_9 * blue).cbrt();
        let middle = (0.211_903_498_2 * red + 0.680_699_545_1 * green + 0.107_396_956_6 * blue).cbrt();
        let short = (0.088_302_461_9 * red + 0.281_718_837_6 * green + 0.629_978_700_5 * blue).cbrt();
        let a = 1.977_998_495_1 * long - 2.428_592_205_0 * middle + 0.450_593_709_9 * short;
        let b = 0.025_904_037_1 * long + 0.782_771_766_2 * middle - 0.808_675_766_0 * short;
        let lightness = 0.210_454_255_3 * long + 0.793_617_785_0 * middle - 0.004_072_046_8 * short;
        Oklch { lightness, chroma: a.hypot(b), hue: b.atan2(a) }
    }
}

impl Oklch {
    /// The colour of this lightness and hue with as much of the chroma as a screen can show.
    pub fn shown(mut self) -> Colour {
        loop {
            let parts = self.linear();
            let fits = parts.iter().all(|part| (0.0..=1.0).contains(part));
            if fits || self.chroma <= 0.0 {
                return Colour(parts.map(encode));
            }
            self.chroma = (self.chroma - CHROMA_STEP).max(0.0);
        }
    }

    fn linear(self) -> [f64; 3] {
        let (a, b) = (self.chroma * self.hue.cos(), self.chroma * self.hue.sin());
        let long = (self.lightness + 0.396_337_777_4 * a + 0.215_803_757_3 * b).powi(3);
        let middle = (self.lightness - 0.105_561_345_8 * a - 0.063_854_172_8 * b).powi(3);
        let short = (self.lightness - 0.089_484_177_5 * a - 1.291_485_548_0 * b).powi(3);
        [
            4.076_741_662_1 * long - 3.307_711_591_3 * middle + 0.230_969_929_2 * short,
            -1.268_438_004_6 * long + 2.609_757_401_1 * middle - 0.341_319_396_5 * short,
            -0.004_196_086_3 * long - 0.703_418_614_7 * middle + 1.707_614_701_0 * short,
        ]
    }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn encode(part: f64) -> u8 {
    let part = part.clamp(0.0, 1.0);
    let encoded = if part <= 0.003_130_8 { 12.92 * part } else { 1.055 * part.powf(1.0 / 2.4) - 0.055 };
    (encoded * 255.0).round() as u8
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn is_read_as_people_write_it() {
        for text in ["#ffcc00", "FFCC00", " #fc0 ", "Fc0"] {
            assert_eq!(Colour::parse(text).unwrap().hex(), "#ffcc00", "{text}");
        }
        for text in ["", "#", "yellow", "#ffcc0", "#ffcc000", "#ggcc00", "#ff cc0", "ﬀcc", "+1+1+1"] {
            assert_eq!(Colour::parse(text), None, "{text}");
        }
    }

    #[test]
    fn contrast_is_that_of_the_guidelines() {
        let (black, white) = (Colour([0; 3]), Colour([255; 3]));
        assert!((black.contrast(white) - 21.0).abs() < 1e-9);
        assert!((Colour([0x77; 3]).contrast(white) - 4.48).abs() < 0.01);
    }

    proptest! {
        #[test]
        fn comes_back_from_lightness_and_hue(parts: [u8; 3]) {
            let (typed, back) = (Colour(parts).oklch(), Colour(parts).oklch().shown().oklch());
            prop_assert!((typed.lightness - back.lightness).abs() < 0.01, "{back:?}");
            // at the edge of what a screen shows a step of chroma is given up
            prop_assert!((typed.chroma - back.chroma).abs() < 3.0 * CHROMA_STEP, "{back:?}");
        }
    }
}
