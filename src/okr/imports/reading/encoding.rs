//! Finds the encoding of a text file, and reads it as UTF-8.
//!
//! A byte order mark decides. Without one, a file that is valid UTF-8 throughout is UTF-8; one whose every other byte is
//! a high byte of Latin or Cyrillic is UTF-16; and one whose other bytes look like Russian is Windows-1251.

use std::io::{self, BufRead, Read};
use std::ops::Range;

use encoding_rs::{Decoder, DecoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1251};

use super::failure::{ReadError, ReadErrorKind};

/// Reads the file once to its end and tells its encoding.
pub fn detect(mut file: impl Read) -> Result<&'static Encoding, ReadError> {
    let mut census = Census::new();
    let mut chunk = vec![0; 64 * 1024];
    loop {
        match file.read(&mut chunk) {
            Ok(0) => return census.verdict(),
            Ok(read) => census.add(chunk.get(..read).unwrap_or_default()),
            Err(_) => return Err(ReadErrorKind::Unreadable.into()),
        }
    }
}

/// What was seen in the bytes of a file.
struct Census {
    start: Vec<u8>,
    length: u64,
    utf8: Option<Decoder>,
    scratch: String,
    zeros: [u64; 2],
    cyrillic_high: [u64; 2],
    controls: u64,
    high: u64,
    cyrillic: u64,
    beside_cyrillic: u64,
    frequent_1251: u64,
    frequent_koi8: u64,
    last: u8,
}

impl Census {
    fn new() -> Self {
        Self {
            start: Vec::new(),
            length: 0,
            utf8: Some(UTF_8.new_decoder_without_bom_handling()),
            scratch: String::with_capacity(200 * 1024),
            zeros: [0; 2],
            cyrillic_high: [0; 2],
            controls: 0,
            high: 0,
            cyrillic: 0,
            beside_cyrillic: 0,
            frequent_1251: 0,
            frequent_koi8: 0,
            last: 0,
        }
    }

    fn add(&mut self, bytes: &[u8]) {
        if self.start.len() < 3 {
            self.start.extend(bytes.iter().take(3));
        }
        if let Some(decoder) = &mut self.utf8 {
            self.scratch.clear();
            let (result, _) = decoder.decode_to_string_without_replacement(bytes, &mut self.scratch, false);
            if !matches!(result, DecoderResult::InputEmpty) {
                self.utf8 = None;
            }
        }
        for &byte in bytes {
            self.add_byte(byte);
        }
    }

    fn add_byte(&mut self, byte: u8) {
        let side = usize::from(self.length % 2 == 1);
        self.length += 1;
        if let Some(zeros) = self.zeros.get_mut(side).filter(|_| byte == 0) {
            *zeros += 1;
        }
        if let Some(highs) = self.cyrillic_high.get_mut(side).filter(|_| byte == 4) {
            *highs += 1;
        }
        if byte < 0x20 && !matches!(byte, b'\t' | b'\r' | b'\n') {
            self.controls += 1;
        }
        if byte >= 0x80 {
            self.high += 1;
            if is_cyrillic(byte) {
                self.cyrillic += 1;
                self.beside_cyrillic += u64::from(is_cyrillic(self.last));
            } else if is_windows_1251_sign(byte) {
                self.cyrillic += 1;
            }
            // о е а и н т, the most frequent letters, small and capital
            self.frequent_1251 += u64::from(matches!(
                byte,
                0xEE | 0xE5 | 0xE0 | 0xE8 | 0xED | 0xF2 | 0xCE | 0xC5 | 0xC0 | 0xC8 | 0xCD | 0xD2
            ));
            self.frequent_koi8 += u64::from(matches!(
                byte,
                0xCF | 0xC5 | 0xC1 | 0xC9 | 0xCE | 0xD4 | 0xEF | 0xE5 | 0xE1 | 0xE9 | 0xEE | 0xF4
            ));
        }
        self.last = byte;
    }

    fn verdict(mut self) -> Result<&'static Encoding, ReadError> {
        if let Some((encoding, _)) = Encoding::for_bom(&self.start) {
            return Ok(encoding);
        }
        if let Some(encoding) = self.utf16() {
            return Ok(encoding);
        }
        if self.is_utf8() {
            // a stray one is for the cell to answer for, many make a binary file
            return match self.controls * 10 > self.length {
                true => Err(ReadErrorKind::NotASheet.into()),
                false => Ok(UTF_8),
            };
        }
        if self.controls > 0 {
            return Err(ReadErrorKind::NotASheet.into());
        }
        // Russian words are runs of high bytes; Western words hold one here and there.
        let russian = self.cyrillic * 20 >= self.high * 19
            && self.beside_cyrillic * 2 >= self.high
            && self.frequent_1251 >= self.frequent_koi8;
        if russian { Ok(WINDOWS_1251) } else { Err(ReadErrorKind::UnknownEncoding.into()) }
    }

    /// Whether all bytes were UTF-8, the last character whole.
    fn is_utf8(&mut self) -> bool {
        let Some(mut decoder) = self.utf8.take() else {
            return false;
        };
        self.scratch.clear();
        let (end, _) = decoder.decode_to_string_without_replacement(b"", &mut self.scratch, true);
        matches!(end, DecoderResult::InputEmpty)
    }

    fn utf16(&self) -> Option<&'static Encoding> {
        let pairs = self.length / 2;
        if self.length % 2 == 1 || pairs == 0 {
            return None;
        }
        let evident = |zeros: u64, cyrillic: u64, other_side: u64| {
            zeros > 0 && other_side == 0 && (zeros + cyrillic) * 10 >= pairs * 9
        };
        let [even_zeros, odd_zeros] = self.zeros;
        let [even_cyrillic, odd_cyrillic] = self.cyrillic_high;
        if evident(odd_zeros, odd_cyrillic, even_zeros) {
            Some(UTF_16LE)
        } else if evident(even_zeros, even_cyrillic, odd_zeros) {
            Some(UTF_16BE)
        } else {
            None
        }
    }
}

fn is_cyrillic(byte: u8) -> bool {
    byte >= 0xC0 || matches!(byte, 0xA8 | 0xB8)
}

/// « » — – № … „ “ ” ‘ ’ • € ° ± and the hard space.
fn is_windows_1251_sign(byte: u8) -> bool {
    matches!(
        byte,
        0x84 | 0x85 | 0x88 | 0x91
            ..=0x97 | 0x99 | 0xA0 | 0xA7 | 0xA9 | 0xAB | 0xAD | 0xAE | 0xB0 | 0xB1 | 0xB7 | 0xB9 | 0xBB
    )
}

/// UTF-8 out of a file in a known encoding; the byte order mark is left out.
pub struct Decoded<R> {
    inner: R,
    decoder: Decoder,
    raw: Vec<u8>,
    raw_left: Range<usize>,
    text: Vec<u8>,
    text_left: Range<usize>,
    ended: bool,
}

impl<R: Read> Decoded<R> {
    /// Reads `inner`, which stands at its start.
    pub fn new(inner: R, encoding: &'static Encoding) -> Self {
        Self {
            inner,
            decoder: encoding.new_decoder_with_bom_removal(),
            raw: vec![0; 16 * 1024],
            raw_left: 0..0,
            text: vec![0; 32 * 1024],
            text_left: 0..0,
            ended: false,
        }
    }

    fn decode_more(&mut self) -> io::Result<()> {
        while self.text_left.is_empty() {
            if self.raw_left.is_empty() {
                if self.ended {
                    return Ok(());
                }
                let read = self.inner.read(&mut self.raw)?;
                self.raw_left = 0..read;
                self.ended = read == 0;
            }
            let raw = self.raw.get(self.raw_left.clone()).unwrap_or_default();
            let (_, read, written, _) = self.decoder.decode_to_utf8(raw, &mut self.text, self.ended);
            self.raw_left.start += read;
            self.text_left = 0..written;
        }
        Ok(())
    }
}

impl<R: Read> BufRead for Decoded<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.decode_more()?;
        Ok(self.text.get(self.text_left.clone()).unwrap_or_default())
    }

    fn consume(&mut self, amount: usize) {
        self.text_left.start += amount;
    }
}

impl<R: Read> Read for Decoded<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self.fill_buf()?.read(out)?;
        self.consume(read);
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const TEXT: &str =
        "Цель;Ключевой результат;«Балл»\r\nВыпустить новую версию;Подготовить документацию № 1 — Ёлка;0,7\r\n";

    fn utf16(text: &str, little: bool) -> Vec<u8> {
        text.encode_utf16().flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect()
    }

    fn decoded(bytes: &[u8]) -> String {
        let encoding = detect(bytes).unwrap();
        let mut text = String::new();
        Decoded::new(bytes, encoding).read_to_string(&mut text).unwrap();
        text
    }

    #[test]
    fn every_encoding_gives_the_same_text() {
        let with_mark = format!("\u{feff}{TEXT}");
        for bytes in [
            TEXT.as_bytes().to_vec(),
            with_mark.as_bytes().to_vec(),
            utf16(TEXT, true),
            utf16(TEXT, false),
            utf16(&with_mark, true),
            utf16(&with_mark, false),
            WINDOWS_1251.encode(TEXT).0.into_owned(),
        ] {
            assert_eq!(decoded(&bytes), TEXT);
        }
    }

    #[test]
    fn capitals_in_windows_1251_are_russian_too() {
        let text = "ЦЕЛЬ;КЛЮЧЕВОЙ РЕЗУЛЬТАТ\nВЫПУСТИТЬ НОВУЮ ВЕРСИЮ;ПОДГОТОВИТЬ ДОКУМЕНТАЦИЮ\n";
        assert_eq!(decoded(&WINDOWS_1251.encode(text).0), text);
    }

    #[test]
    fn other_encodings_are_refused_rather_than_read_as_nonsense() {
        let western = encoding_rs::WINDOWS_1252.encode("objective;owner\nÉtendre la clientèle;José\n").0.into_owned();
        let koi8 = encoding_rs::KOI8_R.encode(TEXT.replace(['«', '»', '№', '—'], "").as_str()).0.into_owned();
        let dos = encoding_rs::IBM866.encode(TEXT.replace(['«', '»', '—'], "").as_str()).0.into_owned();
        for bytes in [western, koi8, dos] {
            assert_eq!(detect(&bytes[..]).unwrap_err().kind, ReadErrorKind::UnknownEncoding);
        }
    }

    #[test]
    fn binary_is_not_a_sheet() {
        let bytes = [b"objective,owner\n\x00\x01\x02".as_slice(), &[7; 40]].concat();
        assert_eq!(detect(&bytes[..]).unwrap_err().kind, ReadErrorKind::NotASheet);
    }

    #[test]
    fn a_letter_cut_off_at_the_end_is_not_utf8() {
        let bytes = &TEXT.as_bytes()[..7];
        assert!(std::str::from_utf8(bytes).is_err());
        assert!(detect(bytes).is_err());
    }

    proptest! {
        #[test]
        fn utf8_text_is_read_back(text in "[a-zа-яё;,\n\"0-9 ]{0,600}") {
            prop_assert_eq!(decoded(text.as_bytes()), text);
        }
    }
}
