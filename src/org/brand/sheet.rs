//! The style sheet that puts an organization's colour in the place of OKRio's: the accent family and nothing else.
use sha2::{Digest, Sha256};

use super::colour::Colour;
use super::fit::{Theme, fit};

/// A sheet, and the hash that its address carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// At most 1024 bytes.
    pub css: String,
    /// Twelve digits.
    pub hash: String,
}

/// The sheet of a colour. Its layer is between OKRio's own colours and what a person chose.
pub fn sheet(colour: Colour) -> Sheet {
    let (light, dark) = (fit(colour, Theme::Light), fit(colour, Theme::Dark));
    let tokens = [
        ("accent", light.accent, dark.accent),
        ("accent-hover", light.strong, dark.strong),
        ("on-accent", light.on_accent, dark.on_accent),
        ("tint", light.tint, dark.tint),
        ("on-tint", light.strong, dark.strong),
    ];
    let declarations = tokens.map(|(name, light, dark)| format!("--{name}:light-dark({},{})", light.hex(), dark.hex()));
    let css = format!("@layer brand{{:root{{{}}}}}", declarations.join(";"));
    let hash = Sha256::digest(css.as_bytes()).iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    Sheet { css, hash }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_small_and_names_the_accent_family_only() {
        let sheet = sheet(Colour([0xff, 0xcc, 0x00]));
        assert!(sheet.css.starts_with("@layer brand{:root{--accent:light-dark(#826708,#ffcc00);"), "{}", sheet.css);
        assert!(sheet.css.len() <= 1024 && sheet.hash.len() == 12);
        for status in ["--on:", "--behind", "--risk", "--data", "--none", "--ink", "--focus"] {
            assert!(!sheet.css.contains(status), "{status}");
        }
    }
}
