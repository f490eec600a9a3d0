//! Looks for byte patterns in a file without holding it in memory.

use std::io::{self, Read, Seek, SeekFrom};

/// How often `needle` occurs in the whole file, counted up to `enough`.
pub fn count(file: &mut (impl Read + Seek), needle: &[u8], enough: usize) -> io::Result<usize> {
    file.seek(SeekFrom::Start(0))?;
    let keep = needle.len().saturating_sub(1);
    let mut window: Vec<u8> = Vec::with_capacity(64 * 1024 + keep);
    let mut chunk = vec![0; 64 * 1024];
    let mut found = 0;
    loop {
        let read = file.read(&mut chunk)?;
        if read == 0 || found >= enough {
            return Ok(found);
        }
        window.extend(chunk.iter().take(read));
        found += window.windows(needle.len()).filter(|w| *w == needle).count();
        let done = window.len().saturating_sub(keep);
        window.drain(..done);
    }
}

/// The first `length` bytes of the file, or fewer when it is shorter.
pub fn head(file: &mut (impl Read + Seek), length: u64) -> io::Result<Vec<u8>> {
    file.seek(SeekFrom::Start(0))?;
    let mut bytes = Vec::new();
    file.take(length).read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    #[test]
    fn a_pattern_across_two_chunks_is_counted_once() {
        let mut bytes = vec![0; 64 * 1024 - 2];
        bytes.extend(b"PK\x01\x02 PK\x01\x02");
        let found = count(&mut Cursor::new(bytes), b"PK\x01\x02", 10).unwrap();
        assert_eq!(found, 2);
    }
}
