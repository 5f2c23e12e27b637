//! From the bytes of a file to the bytes of its members. Detection by magic bytes; the name is never asked.

mod crc32;
pub mod gzip;

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
    /// Bytes needed to tell.
    pub const MAGIC: usize = 2;

    /// Tells by the first bytes; fewer than [`Container::MAGIC`] bytes are plain.
    pub fn detect(head: &[u8]) -> Option<Container> {
        head.starts_with(&gzip::MAGIC).then_some(Container::Gzip)
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
