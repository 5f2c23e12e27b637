import { crc32, deflateRawSync, gzipSync } from "node:zlib";

/** A zip of members by name, deflated. */
export function zip(members: Record<string, string | Uint8Array>): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const [name, content] of Object.entries(members)) {
    const data = Buffer.from(content);
    const packed = deflateRawSync(data);
    const path = Buffer.from(name);
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0); // version
    fields.writeUInt16LE(8, 4); // deflate
    fields.writeUInt32LE(crc32(data), 10);
    fields.writeUInt32LE(packed.length, 14);
    fields.writeUInt32LE(data.length, 18);
    fields.writeUInt16LE(path.length, 22);
    const local = Buffer.concat([Buffer.from("PK\x03\x04"), fields, path, packed]);
    const listed = Buffer.alloc(46);
    listed.write("PK\x01\x02", 0, "latin1");
    fields.copy(listed, 6);
    listed.writeUInt32LE(at, 42);
    directory.push(listed, path);
    parts.push(local);
    at += local.length;
  }
  const end = Buffer.alloc(22);
  const list = Buffer.concat(directory);
  end.write("PK\x05\x06", 0, "latin1");
  end.writeUInt16LE(parts.length, 8);
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(list.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, list, end]);
}

/** A zip whose directory lists its one member a thousand times, at places inside of it. */
export function overlapping(): Buffer {
  const whole = zip({ blank: " ".repeat(1 << 20) });
  const listed = whole.indexOf("PK\x01\x02", 0, "latin1");
  const end = whole.indexOf("PK\x05\x06", 0, "latin1");
  const entries = Array.from({ length: 1000 }, (_, n) => {
    const entry = Buffer.from(whole.subarray(listed, end));
    entry.writeUInt32LE(n, 42);
    return entry;
  });
  return Buffer.concat([whole.subarray(0, listed), ...entries, whole.subarray(end)]);
}

/** A tar of members by name. */
export function tar(members: Record<string, string | Uint8Array>): Buffer {
  const blocks = Object.entries(members).flatMap(([name, content]) => {
    const data = Buffer.from(content);
    const header = Buffer.alloc(512);
    header.write(name, 0);
    header.write("0000644\0", 100);
    header.write(`${data.length.toString(8).padStart(11, "0")}\0`, 124);
    header.write("        0ustar\0", 148);
    const sum = header.reduce((sum, byte) => sum + byte, 0);
    header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
    return [header, data, Buffer.alloc((512 - (data.length % 512)) % 512)];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

/** Compressed blanks, a thousand bytes for each one; made of equal gzip members, so that it is made quickly. */
export function bomb(megabytes: number): Buffer {
  const member = gzipSync(Buffer.alloc(64 << 20, " "));
  return Buffer.concat(Array.from({ length: megabytes / 64 }, () => member));
}
