//! From the bytes of a file to the bytes of its members. Detection by magic bytes; the name is never asked.

pub mod gzip;

/// What a file is wrapped in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Container {
    /// Nothing: the bytes are the data.
    Plain,
    /// gzip, one member or several (RFC 1952).
    Gzip,
}

impl Container {
    /// Bytes needed to tell.
    pub const MAGIC: usize = 2;

    /// Tells by the first bytes. Fewer than [`Container::MAGIC`] bytes are plain.
    pub fn detect(head: &[u8]) -> Container {
        if head.starts_with(&gzip::MAGIC) { Container::Gzip } else { Container::Plain }
    }

    /// The word shown in the ledger.
    pub fn label(self) -> &'static str {
        match self {
            Container::Plain => "plain",
            Container::Gzip => "gzip",
        }
    }
}
