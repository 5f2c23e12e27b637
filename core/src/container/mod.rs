//! From the bytes of a file to the bytes of its members. Detection by magic bytes; the name is never asked.
//!
//! All of it streams, archives too: each is read from its front to its end, once, in constant memory. So an archive
//! inside an archive is no harder than one on a disk, one that was cut gives what it still holds, and members that
//! lie inside one another cannot be read twice. The directory at the end of a zip is held against what was found.
//!
//! Own code and no library for zip and tar: those want to pull their input, or to jump in it. Here the input comes
//! when it comes.

mod archive;
pub(crate) mod crc32;
pub mod foreign;
pub mod gzip;
pub mod tar;
pub mod unpack;
pub mod utf16;
pub mod zip;

/// Something that data is wrapped in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Container {
    /// gzip, one member or several (RFC 1952).
    Gzip,
    /// zip (PKWARE's APPNOTE), 64-bit sizes included.
    Zip,
    /// tar: ustar, pax, and GNU's long names.
    Tar,
    /// UTF-16, the low byte first.
    Utf16Le,
    /// UTF-16, the high byte first.
    Utf16Be,
}

impl Container {
    /// Bytes needed to tell: a tar shows in its first block.
    pub const HEAD: usize = tar::BLOCK;

    /// Tells by the first bytes: [`Container::HEAD`] of them, or all there are. None of them: the bytes are the data.
    pub fn detect(head: &[u8]) -> Option<Container> {
        let starts = |magic: &[u8]| head.starts_with(magic);
        if starts(&gzip::MAGIC) {
            return Some(Container::Gzip);
        }
        if zip::MAGIC.iter().any(|magic| starts(magic)) {
            return Some(Container::Zip);
        }
        if tar::is_header(head) {
            return Some(Container::Tar);
        }
        match head {
            // Two more zeros would be UTF-32.
            [0xff, 0xfe, 0, 0, ..] => None,
            [0xff, 0xfe, ..] => Some(Container::Utf16Le),
            [0xfe, 0xff, ..] => Some(Container::Utf16Be),
            // Without a mark: all forms of text begin with two characters of ASCII.
            [a, 0, b, 0, ..] if is_text(*a) && is_text(*b) => Some(Container::Utf16Le),
            [0, a, 0, b, ..] if is_text(*a) && is_text(*b) => Some(Container::Utf16Be),
            _ => None,
        }
    }

    /// The word shown in the ledger.
    pub fn label(self) -> &'static str {
        match self {
            Container::Gzip => "gzip",
            Container::Zip => "zip",
            Container::Tar => "tar",
            Container::Utf16Le => "UTF-16 LE",
            Container::Utf16Be => "UTF-16 BE",
        }
    }

    /// Whether it holds members with names, and not just one piece of data.
    pub fn is_archive(self) -> bool {
        matches!(self, Container::Zip | Container::Tar)
    }
}

fn is_text(byte: u8) -> bool {
    byte.is_ascii_graphic() || matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn containers_show_in_their_first_bytes() {
        for (head, container) in [
            (&b""[..], None),
            (b"P", None),
            (b"{\"Records\":[", None),
            (b"\xef\xbb\xbf{", None),
            (b"\x1f\x8b", Some(Container::Gzip)),
            (b"PK\x03\x04", Some(Container::Zip)),
            (b"PK\x05\x06", Some(Container::Zip)),
            (b"PK\x07\x08PK\x03\x04", Some(Container::Zip)),
            (b"PK\x01\x02", None),
            (b"\xff\xfe{\0", Some(Container::Utf16Le)),
            (b"\xfe\xff\0{", Some(Container::Utf16Be)),
            (b"\xff\xfe\0\0{\0\0\0", None),
            (b"{\0\"\0", Some(Container::Utf16Le)),
            (b"\0[\0{", Some(Container::Utf16Be)),
            (b"{\0\0\0", None),
            (b"\0\0\0\0", None),
        ] {
            assert_eq!(Container::detect(head), container, "{head:?}");
        }
    }
}
