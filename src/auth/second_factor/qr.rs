//! A picture for the camera of a phone, drawn as one path.
use std::fmt::Write;

use qrcodegen::{QrCode, QrCodeEcc};

use crate::kernel::{Failure, Result};

/// Light squares around the picture, without which cameras do not find it.
const MARGIN: i32 = 4;

/// A picture of so many squares each way; `path` paints the dark ones.
pub struct Picture {
    pub size: i32,
    pub path: String,
}

pub fn draw(text: &str) -> Result<Picture> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).map_err(Failure::internal)?;
    let mut path = String::new();
    for y in 0..code.size() {
        let mut x = 0;
        while x < code.size() {
            let length = (x..code.size()).take_while(|x| code.get_module(*x, y)).count();
            let length = i32::try_from(length).unwrap_or_default();
            if length > 0 {
                let _ = write!(path, "M{} {}h{length}v1h-{length}z", x + MARGIN, y + MARGIN);
            }
            x += length + 1;
        }
    }
    Ok(Picture { size: code.size() + 2 * MARGIN, path })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The squares that a path paints.
    fn painted(picture: &Picture) -> Vec<(i32, i32)> {
        let mut all = Vec::new();
        for run in picture.path.split('M').skip(1) {
            let (at, rest) = run.split_once('h').unwrap();
            let (x, y) = at.split_once(' ').unwrap();
            let length: i32 = rest.split_once('v').unwrap().0.parse().unwrap();
            let (x, y): (i32, i32) = (x.parse().unwrap(), y.parse().unwrap());
            all.extend((x..x + length).map(|x| (x, y)));
        }
        all
    }

    #[test]
    fn the_path_paints_the_dark_squares_and_no_others() {
        let text = "otpauth://totp/OKRio:anna%40acme.example?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=OKRio";
        let picture = draw(text).unwrap();
        let code = QrCode::encode_text(text, QrCodeEcc::Medium).unwrap();
        let dark: Vec<_> = (0..code.size())
            .flat_map(|y| (0..code.size()).map(move |x| (x, y)))
            .filter(|(x, y)| code.get_module(*x, *y))
            .map(|(x, y)| (x + MARGIN, y + MARGIN))
            .collect();
        assert_eq!(painted(&picture), dark);
        assert_eq!(picture.size, code.size() + 8);
    }
}
