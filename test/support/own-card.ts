import { X509Certificate, sign } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { appendRevision, openPrefix } from '#libs/signing';
import type { Prefix, SignerIdentity, SigningManifest } from '#libs/signing';
import { detachedSignature } from '../../libs/signing/src/cms.js';
import { signRevision } from '../../libs/signing/src/append-contents.js';
import { pdfDate, textString } from '../../libs/signing/src/pdf-syntax.js';
import { RevisionWriter } from '../../libs/signing/src/revision-writer.js';
import { EXTENSION, forgeCertificate } from '../../libs/signing/test/forge.js';
import type { Holder } from '../../libs/signing/test/forge.js';

/** QcCompliance and QcSSCD. */
export const QC = { compliance: '0.4.0.1862.1.1', device: '0.4.0.1862.1.4' } as const;

export type CardAuthority = Holder & { name: string };
const years = (at: Date, count: number) => new Date(at.getTime() + count * 365 * 86_400_000);

/** An authority that issues cards to people, which the service may recognise by TRUST_FILES. */
export function cardAuthority(name: string, at: Date): CardAuthority {
  return forgeCertificate({ name, extensions: [EXTENSION.authority(), EXTENSION.keyUsage(5, 6)], notBefore: years(at, -1), notAfter: years(at, 10) });
}

export const pemOf = (der: Buffer): string => new X509Certificate(der).toString();

/** A file of that authority, for TRUST_FILES. Its folder goes with the others of the tests. */
export function trustFileOf({ certificate }: CardAuthority): string {
  const file = join(mkdtempSync(join(tmpdir(), 'paraphe-trust-')), 'agents.pem');
  writeFileSync(file, pemOf(certificate));
  return file;
}

/** Revocation lists that are out of reach: nothing listens there. */
export const unreachableLists = EXTENSION.revocationList('http://127.0.0.1:9/liste.crl');

/** A person's card. `qualified`: the statements of its issuer; `from` and `until` bound its life. */
export function cardOf(authority: CardAuthority, name: string, { at, qualified = [], until = years(at, 2), extensions = [] }: { at: Date; qualified?: readonly string[]; until?: Date; extensions?: readonly Buffer[] }): SignerIdentity {
  const statements = qualified.length > 0 ? [EXTENSION.qualified(...qualified)] : [];
  const { certificate, key } = forgeCertificate({ name, issuer: authority, extensions: [EXTENSION.keyUsage(0, 1), ...statements, ...extensions], notBefore: years(at, -0.5), notAfter: until });
  return {
    certificateDer: certificate, chainDer: [authority.certificate], serialHex: new X509Certificate(certificate).serialNumber.toLowerCase(), algorithm: 'ecdsa-sha256',
    sign: (bytes) => sign('sha256', bytes, key), destroy: () => undefined,
  };
}

async function prefixOf(pdf: Buffer): Promise<Prefix> {
  const folder = mkdtempSync(join(tmpdir(), 'paraphe-card-'));
  try {
    writeFileSync(join(folder, 'a.pdf'), pdf);
    return await openPrefix(join(folder, 'a.pdf'), pdf.length);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Signs a file in that field, as a program on the person's own computer does: one revision more. */
export async function signWithCard(pdf: Buffer, manifest: SigningManifest, field: string, card: SignerIdentity, at: Date): Promise<Buffer> {
  const { bytes } = await appendRevision(await prefixOf(pdf), manifest, { kind: 'approve', field, name: 'Logiciel de signature', reason: 'Lu et approuvé', lines: ['Signé avec une carte'], at }, card);
  return Buffer.concat([pdf, bytes]);
}

/** The same with something more in the signed revision: other objects, or other entries in the signature dictionary. */
export async function signWithMore(pdf: Buffer, manifest: SigningManifest, field: string, card: SignerIdentity, at: Date, more: { objects?: (revision: RevisionWriter) => void; entries?: string }): Promise<Buffer> {
  const prefix = await prefixOf(pdf);
  const revision = new RevisionWriter(prefix);
  const prepared = manifest.fields[field]!;
  const signature = revision.allocate();
  revision.object(prepared.object, `<<${prepared.widget}\n/V ${signature} 0 R>>`);
  more.objects?.(revision);
  revision.openObject(signature);
  revision.text(`<</Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached\n/M ${pdfDate(at)}\n/Name ${textString('Logiciel')}\n${more.entries ?? ''}\n/ByteRange `);
  const { bytes } = await signRevision(prefix, revision, 'approve', field, (digest) => detachedSignature(digest, card));
  return Buffer.concat([pdf, bytes]);
}
