import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { gzipSync } from "node:zlib";

import { type CloudTrailRecord, emrRecords, otherRecord, relatedRecord } from "./records.ts";

/** As a trail writes it. */
export function log(...records: CloudTrailRecord[]): string {
  return JSON.stringify({ Records: records });
}

/** Writes a file and the folders above it; compressed, if the name says so. Gives its path. */
export async function write(folder: string, name: string, content: string | Uint8Array): Promise<string> {
  const file = path.join(folder, name);
  await mkdir(path.dirname(file), { recursive: true });
  const packed = name.endsWith(".gz") && typeof content === "string" ? gzipSync(content) : content;
  await writeFile(file, packed);
  return file;
}

/** What `smallTrail` holds. */
export const small = { files: 4, emr: 5, related: 6, all: 9 };

/** A trail of four files: EMR's own events, one that EMR made, and others, compressed and not. */
export async function smallTrail(folder: string): Promise<string[]> {
  const decrypt = otherRecord("Decrypt", { eventTime: "2026-09-02T09:00:00Z", requestParameters: { keyId: "example-key" } });
  const encrypt = otherRecord("GenerateDataKey", { eventTime: "2026-09-02T09:30:00Z" });
  const plain = otherRecord("CreateGrant", {
    eventTime: "2026-09-02T10:00:00Z",
    requestParameters: { granteePrincipal: "Grüße 世界" },
  });
  return Promise.all([
    write(folder, "emr.json.gz", log(...emrRecords())),
    write(folder, "related.json", log(relatedRecord())),
    write(folder, "other.json.gz", log(decrypt, encrypt)),
    write(folder, "plain.json", log(plain)),
  ]);
}
