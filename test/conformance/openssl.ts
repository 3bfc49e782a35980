import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromBER } from 'asn1js';
import { ContentInfo, SignedData } from 'pkijs';

const SIGNATURE_TIME_STAMP = '1.2.840.113549.1.9.16.2.14';

export interface OpensslCount { readonly signatures: number; readonly tokens: number; readonly documentTimestamps: number }

/**
 * Has openssl verify every CMS of one of our files over the very bytes it covers, every token in them and every document timestamp.
 * @returns how many it verified
 * @throws what openssl says of the first it refuses
 */
export function verifyWithOpenssl(path: string, rootPath: string, folder: string): OpensslCount {
  const bytes = readFileSync(path);
  const count = { signatures: 0, tokens: 0, documentTimestamps: 0 };
  const [content, cms] = [join(folder, 'openssl-content'), join(folder, 'openssl-cms')];
  for (const { type, before, after, rest } of rangesOf(bytes)) {
    writeFileSync(content, Buffer.concat([bytes.subarray(0, before), bytes.subarray(after, after + rest)]));
    const der = derAt(bytes.subarray(before + 1, after - 1));
    writeFileSync(cms, der);
    if (type === 'DocTimeStamp') {
      openssl(['ts', '-verify', '-data', content, '-in', cms, '-token_in', '-CAfile', rootPath]);
      count.documentTimestamps += 1;
      continue;
    }
    openssl(['cms', '-verify', '-cades', '-binary', '-inform', 'DER', '-in', cms, '-content', content, '-CAfile', rootPath, '-purpose', 'any', '-out', '/dev/null']);
    count.signatures += 1;
    for (const token of tokensOf(der)) {
      writeFileSync(cms, token.der);
      openssl(['ts', '-verify', '-digest', token.imprint, '-in', cms, '-token_in', '-CAfile', rootPath]);
      count.tokens += 1;
    }
  }
  return count;
}

function openssl(args: readonly string[]): void {
  try {
    execFileSync('openssl', args, { stdio: 'pipe' });
  } catch (fault) {
    throw new Error(`openssl ${args[0]} refuses: ${String((fault as { stderr?: Buffer }).stderr)}`, { cause: fault });
  }
}

function rangesOf(bytes: Buffer): { type: string; before: number; after: number; rest: number }[] {
  const text = bytes.toString('latin1');
  return [...text.matchAll(/\/ByteRange \[0 (\d+) (\d+) (\d+)\]/g)].map((found) => {
    // Between the two stands what the seal locks: the names of all the slots.
    const type = text.lastIndexOf('/Type /DocTimeStamp ', found.index) > text.lastIndexOf('/Type /Sig ', found.index) ? 'DocTimeStamp' : 'Sig';
    const [, before, after, rest] = found.map(Number) as [number, number, number, number];
    return { type, before, after, rest };
  });
}

/** The DER without the zeros after it: its length is written in its first bytes. */
function derAt(hexadecimal: Buffer): Buffer {
  const padded = Buffer.from(hexadecimal.toString('latin1'), 'hex');
  if (padded[1] !== 0x82) throw new Error('A CMS of 256 to 65,535 bytes was expected');
  return padded.subarray(0, 4 + padded.readUInt16BE(2));
}

function tokensOf(cms: Buffer): { der: Buffer; imprint: string }[] {
  const contentInfo = new ContentInfo({ schema: fromBER(new Uint8Array(cms)).result });
  const signer = new SignedData({ schema: contentInfo.content as unknown }).signerInfos[0]!;
  const imprint = createHash('sha256').update(new Uint8Array(signer.signature.valueBlock.valueHexView)).digest('hex');
  const attributes = (signer.unsignedAttrs?.attributes ?? []).filter(({ type }) => type === SIGNATURE_TIME_STAMP);
  return attributes.flatMap(({ values }) => values.map((value: { toBER: () => ArrayBuffer }) => ({ der: Buffer.from(value.toBER()), imprint })));
}
