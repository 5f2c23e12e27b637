//! Archives around data, made by libraries that share no code with the reader.
#![allow(dead_code)]

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// How a zip is written.
#[derive(Clone, Copy, Debug, Default)]
pub struct Zip {
    /// Not deflated.
    pub stored: bool,
    /// With 64-bit sizes.
    pub wide: bool,
    /// As to a pipe: sizes and checksums stand behind the data.
    pub streamed: bool,
}

/// A zip of members with name and content.
pub fn zip_with(how: Zip, members: &[(&str, &[u8])]) -> Vec<u8> {
    let method = if how.stored { CompressionMethod::Stored } else { CompressionMethod::Deflated };
    let options = SimpleFileOptions::default().compression_method(method).large_file(how.wide);
    if how.streamed {
        let mut writer = ZipWriter::new_stream(Vec::new());
        for (name, bytes) in members {
            writer.start_file(*name, options).unwrap();
            writer.write_all(bytes).unwrap();
        }
        return writer.finish().unwrap().into_inner();
    }
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        writer.start_file(*name, options).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A zip as most programs write it.
pub fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    zip_with(Zip::default(), members)
}

/// A tar of members with name and content; long names as GNU writes them.
pub fn tar(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (name, bytes) in members {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        builder.append_data(&mut header, name, *bytes).unwrap();
    }
    builder.into_inner().unwrap()
}

/// A tar with pax headers: each member has its path and size there, and another in the header of its own.
pub fn tar_pax(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (name, bytes) in members {
        let size = bytes.len().to_string();
        builder.append_pax_extensions([("path", name.as_bytes()), ("size", size.as_bytes())]).unwrap();
        let mut header = tar::Header::new_ustar();
        header.set_size(bytes.len() as u64);
        header.set_path("short").unwrap();
        header.set_cksum();
        builder.append(&header, *bytes).unwrap();
    }
    builder.into_inner().unwrap()
}

/// Text as UTF-16, with or without a byte order mark; `None` where the bytes are no text.
pub fn utf16(bytes: &[u8], big: bool, mark: bool) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(bytes).ok()?;
    let units = mark.then_some(0xfeff).into_iter().chain(text.encode_utf16());
    Some(units.flat_map(|unit: u16| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect())
}
