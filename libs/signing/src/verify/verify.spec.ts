import { X509Certificate, createHash } from 'node:crypto';
import { beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { preparedPdf } from '../../test/prepared-pdf.js';
import { SignedPdf, testAuthorities } from '../../test/signed-pdf.js';
import type { TestAuthorities } from '../../test/signed-pdf.js';
import { answerOcsp, createAuthority, issueOcspResponder, issueRevocationList, signerOf, verifyPdf } from '../index.js';
import type { CertificateState, SigningManifest, VerificationReport } from '../index.js';
import { der, objectIdentifier, octetString, sequence } from '../der.js';
import { readCms } from './cms-read.js';
import { readCertificate } from './crypto-certificate.js';

const day = (n: number): Date => new Date(Date.UTC(2026, 10, 1 + n, 9));
const signedOn = day(0);
/** Each run judges a whole file: some fifty milliseconds. */
const propertyRuns = 40;

let prepared: { pdf: Buffer; manifest: SigningManifest };
let authorities: TestAuthorities;

beforeAll(async () => {
  prepared = await preparedPdf({ slots: ['slot_1', 'slot_2'] });
  authorities = await testAuthorities(day(-10));
});

const judge = (pdf: Buffer, at = day(1), anchors = [authorities.rootDer]): Promise<VerificationReport> => verifyPdf(pdf, { anchors, at });
const codes = (report: VerificationReport, field: string): string[] =>
  report.signatures.find((signature) => signature.field === field)?.reasons.map(({ code }) => code) ?? [];

/** Certified, both slots signed, sealed. */
async function sealed(options: { stamped?: boolean } = {}): Promise<SignedPdf> {
  const file = await SignedPdf.open(prepared);
  const stamp = options.stamped ? await authorities.stamp(signedOn) : undefined;
  await file.sign('certify', 'certification', await authorities.signer('certification', signedOn), signedOn, stamp);
  for (const slot of ['slot_1', 'slot_2']) await file.sign('approve', slot, await authorities.signer('signatory', signedOn), signedOn, stamp);
  return file.sign('seal', 'seal', await authorities.signer('seal', signedOn), signedOn, stamp);
}

const list = (now: Date, revoked: { serialHex: string; at: Date }[] = []): Promise<Buffer> =>
  issueRevocationList(authorities.authority, { number: 1, revoked, now, days: 7 });

describe('un document signé par le noyau', () => {
  test('scellé sans horodatage : valable, niveau B-B, complet', async () => {
    const report = await judge((await sealed()).pdf);
    expect(report).toMatchObject({ verdict: 'valid', level: 'B-B', complete: true, emptyFields: [], reasons: [] });
    expect(report.signatures.map(({ field, integrity, trust }) => [field, integrity, trust])).toEqual(
      ['certification', 'slot_1', 'slot_2', 'seal'].map((field) => [field, 'intact', 'trusted']),
    );
    expect(report.signatures[1]).toMatchObject({
      signedAtSource: 'claimed', signer: 'Signataire de slot_1',
      certificate: { commonName: 'Ælfgifu Nguyễn', title: 'Maire', organisation: 'Commune d’essai', issuer: 'Racine d’essai', notice: 'lien et code' },
    });
    expect(codes(report, 'slot_1')).toEqual(['NO_PROVEN_TIME']);
  });

  test('horodaté, puis données de validation, puis horodatage du document : B-T, B-LT, B-LTA', async () => {
    const file = await sealed({ stamped: true });
    expect(await judge(file.pdf)).toMatchObject({ verdict: 'valid', level: 'B-T' });
    file.addStore({ certificates: [authorities.rootDer], crls: [await list(day(0))] });
    expect(await judge(file.pdf)).toMatchObject({ verdict: 'valid', level: 'B-LT' });
    await file.timestamp(await authorities.stamp(day(1)));
    const report = await judge(file.pdf);
    expect(report).toMatchObject({ verdict: 'valid', level: 'B-LTA' });
    expect(report.documentTimestamps).toMatchObject([{ field: 'timestamp_01', integrity: 'intact', trust: 'trusted', at: day(1).toISOString() }]);
    expect(report.signatures[1]).toMatchObject({ signedAt: signedOn.toISOString(), signedAtSource: 'timestamp' });
  });
});

/** A request for the state of one certificate, then its answer by a delegated responder. */
async function ocspAnswer(certificateDer: Buffer, state: CertificateState, now: Date): Promise<Buffer> {
  const [leaf, root] = [readCertificate(certificateDer)!, readCertificate(authorities.rootDer)!];
  const sha1 = (bytes: Buffer): Buffer => octetString(createHash('sha1').update(bytes).digest());
  const id = sequence(sequence(objectIdentifier('1.3.14.3.2.26'), der(0x05)), sha1(leaf.issuer), sha1(root.publicKeyBits), der(0x02, leaf.serial));
  const responder = await issueOcspResponder(authorities.authority, { commonName: 'Réponses', organisation: 'Essai' }, { now, days: 1 });
  return answerOcsp({ signer: signerOf(responder), issuerDer: authorities.rootDer }, sequence(sequence(sequence(sequence(id)))), () => state, now);
}

describe('la révocation', () => {
  /** One slot signed, with or without its own timestamp, and a store made later. */
  async function revokedFile(revokedOn: Date, options: { stamped: boolean; by: 'list' | 'ocsp' }): Promise<SignedPdf> {
    const file = await SignedPdf.open(prepared);
    const stamp = options.stamped ? await authorities.stamp(signedOn) : undefined;
    await file.sign('certify', 'certification', await authorities.signer('certification', signedOn), signedOn, stamp);
    const signer = await authorities.signer('signatory', signedOn);
    await file.sign('approve', 'slot_1', signer, signedOn, stamp);
    const { serialHex, certificateDer } = signer;
    const material = options.by === 'list'
      ? { crls: [await list(day(5), [{ serialHex, at: revokedOn }])] }
      : { ocsps: [await ocspAnswer(certificateDer, { revokedAt: revokedOn, reason: 'keyCompromise' }, day(5))] };
    return file.addStore(material);
  }

  test.each(['list', 'ocsp'] as const)('avant l’heure prouvée (%s) : révoqué ; après : sans effet ; sans heure prouvée : révoqué', async (by) => {
    const before = await judge((await revokedFile(day(-1), { stamped: true, by })).pdf, day(6));
    expect(before).toMatchObject({ verdict: 'indeterminate', signatures: [{ trust: 'trusted' }, { trust: 'revoked' }] });
    expect(codes(before, 'slot_1')).toContain('REVOKED');
    const after = await judge((await revokedFile(day(3), { stamped: true, by })).pdf, day(6));
    expect(after).toMatchObject({ verdict: 'valid', signatures: [{ trust: 'trusted' }, { trust: 'trusted' }] });
    expect(codes(after, 'slot_1')).toContain('REVOKED_LATER');
    expect(await judge((await revokedFile(day(3), { stamped: false, by })).pdf, day(6))).toMatchObject({ verdict: 'indeterminate', signatures: [{ trust: 'trusted' }, { trust: 'revoked' }] });
  });

  test('une liste d’une autre autorité ne révoque personne', async () => {
    const other = await createAuthority({ commonName: 'Racine d’essai', organisation: 'Essai', now: day(-10) });
    const file = await SignedPdf.open(prepared);
    const signer = await authorities.signer('certification', signedOn);
    await file.sign('certify', 'certification', signer, signedOn);
    file.addStore({ crls: [await issueRevocationList(other, { number: 1, revoked: [{ serialHex: signer.serialHex, at: day(-5) }], now: day(0), days: 7 })] });
    expect(await judge(file.pdf)).toMatchObject({ verdict: 'valid', signatures: [{ trust: 'trusted' }] });
  });

  test('une réponse OCSP suffit au niveau B-LT', async () => {
    const stamper = await authorities.stamp(signedOn);
    const file = await SignedPdf.open(prepared);
    const signer = await authorities.signer('certification', signedOn);
    await file.sign('certify', 'certification', signer, signedOn, stamper);
    const token = await stamper(Buffer.alloc(32));
    const tsa = new X509Certificate(certificatesIn(token)[0]!).raw;
    file.addStore({ ocsps: [await ocspAnswer(signer.certificateDer, 'good', day(1))] });
    const half = await judge(file.pdf, day(2));
    expect(half).toMatchObject({ verdict: 'valid', level: 'B-T' });
    expect(codes(half, 'certification')).toContain('REVOCATION_DATA_MISSING');
    file.addStore({ ocsps: [await ocspAnswer(tsa, 'good', day(1))] });
    expect(await judge(file.pdf, day(2))).toMatchObject({ verdict: 'valid', level: 'B-LT' });
  });
});

/** Certificates of a token that name the timestamp purpose. */
function certificatesIn(token: Buffer): Buffer[] {
  const purpose = objectIdentifier('1.3.6.1.5.5.7.3.8');
  return readCms(token)!.certificates.map((certificate) => certificate.der).filter((each) => each.includes(purpose));
}

describe('le temps', () => {
  test('sans autorité au moment de signer, un horodatage du document relève les signatures', async () => {
    const file = await sealed();
    await file.timestamp(await authorities.stamp(day(2)));
    const report = await judge(file.pdf, day(200));
    expect(report).toMatchObject({ verdict: 'valid', level: 'B-T', signatures: [{ signedAt: day(2).toISOString(), signedAtSource: 'document_timestamp' }, {}, {}, {}] });
  });

  test('le même, posé après l’expiration des certificats, ne prouve rien d’utile', async () => {
    const file = await sealed();
    await file.timestamp(await authorities.stamp(day(120)));
    const report = await judge(file.pdf, day(121));
    expect(report).toMatchObject({ verdict: 'indeterminate', signatures: [{ trust: 'expired' }, {}, {}, {}] });
  });

  test('l’horodatage d’archivage tient l’ancien en vie, et rien ne le tient sans lui', async () => {
    const file = await sealed({ stamped: true });
    file.addStore({ certificates: [authorities.rootDer], crls: [await list(day(0))] });
    await file.timestamp(await authorities.stamp(day(1), 30));
    expect(await judge(file.pdf, day(20))).toMatchObject({ verdict: 'valid', level: 'B-LTA' });
    expect(await judge(file.pdf, day(500))).toMatchObject({ verdict: 'indeterminate' });
    await file.timestamp(await authorities.stamp(day(25), 3000));
    expect(await judge(file.pdf, day(2500))).toMatchObject({ verdict: 'valid', level: 'B-LTA', documentTimestamps: [{ trust: 'trusted' }, { trust: 'trusted' }] });
  });
});

describe('un fichier touché', () => {
  let file: SignedPdf;
  let pdf: Buffer;
  let report: VerificationReport;
  beforeAll(async () => {
    file = await sealed({ stamped: true });
    file.addStore({ certificates: [authorities.rootDer], crls: [await list(day(0))] });
    await file.timestamp(await authorities.stamp(day(1)));
    pdf = file.pdf;
    report = await judge(pdf);
  });
  const verdict = (bytes: Buffer): Promise<string> => judge(bytes).then((answer) => answer.verdict, (fault: { code: string }) => fault.code);
  const flipped = (at: number, mask: number): Buffer => {
    const copy = Buffer.from(pdf);
    copy.writeUInt8(copy.readUInt8(at) ^ mask, at);
    return copy;
  };
  const signers = ({ signatures }: VerificationReport) => signatures.map(({ field, certificate, signer }) => [field, certificate?.sha256, signer]);

  test('un octet couvert changé : jamais valable', async () => {
    const covered = fc.integer({ min: 0, max: pdf.length - 1 }).filter((at) => !report.uncovered.some(({ from, to }) => at >= from && at < to));
    await fc.assert(fc.asyncProperty(covered, fc.integer({ min: 1, max: 255 }), async (at, mask) => !(await verdict(flipped(at, mask))).startsWith('valid')), { numRuns: propertyRuns });
  });

  test('un octet que rien ne couvre changé : mêmes signataires, ou pas valable', async () => {
    expect(report.uncovered.map(({ what }) => what)).toEqual(['contents']);
    const { from, to } = report.uncovered[0]!;
    const uncovered = fc.oneof(fc.integer({ min: from, max: to - 1 }), fc.integer({ min: from, max: Math.min(to, from + 4000) - 1 }));
    await fc.assert(fc.asyncProperty(uncovered, fc.integer({ min: 1, max: 255 }), async (at, mask) => {
      const changed = await judge(flipped(at, mask)).catch(() => undefined);
      if (changed?.verdict.startsWith('valid')) expect(signers(changed)).toEqual(signers(report));
    }), { numRuns: propertyRuns });
  });

  test('la casse de l’hexadécimal ne change ni les signataires ni le verdict', async () => {
    const { from, to } = report.uncovered[0]!;
    const lower = Buffer.concat([pdf.subarray(0, from), Buffer.from(pdf.toString('latin1', from, to).toLowerCase(), 'latin1'), pdf.subarray(to)]);
    const changed = await judge(lower);
    expect(changed.verdict).toBe('valid');
    expect(signers(changed)).toEqual(signers(report));
  });

  test('coupé à la fin d’une révision : la version d’avant, véritable et incomplète', async () => {
    for (const [rank, length] of [...file.lengths.entries()].slice(1, 4)) {
      expect(await judge(pdf.subarray(0, length))).toMatchObject({ verdict: 'valid', complete: false, file: { revisions: rank + 1 } });
    }
    expect(await judge(pdf.subarray(0, file.lengths[0]))).toMatchObject({ verdict: 'unsigned', complete: false, level: null });
    expect(await judge(pdf.subarray(0, file.lengths[4]))).toMatchObject({ verdict: 'valid', complete: true });
  });

  test('scellé sans la signature d’un organisme qui a décliné : complet, et l’emplacement vide est dit', async () => {
    const declined = await SignedPdf.open(prepared);
    await declined.sign('certify', 'certification', await authorities.signer('certification', signedOn), signedOn);
    await declined.sign('approve', 'slot_1', await authorities.signer('signatory', signedOn), signedOn);
    expect(await judge(declined.pdf)).toMatchObject({ complete: false, emptyFields: ['slot_2', 'seal'] });
    await declined.sign('seal', 'seal', await authorities.signer('seal', signedOn), signedOn);
    expect(await judge(declined.pdf)).toMatchObject({ verdict: 'valid', complete: true, emptyFields: ['slot_2'] });
  });

  test('coupé ailleurs : jamais valable', async () => {
    // The store's revision bears no signature: without the line break after its %%EOF it is whole, and nothing signed is missing.
    const boundaries = [...file.lengths, file.lengths[5]! - 1];
    const cuts = fc.integer({ min: file.lengths[0]! + 1, max: pdf.length - 1 });
    const near = fc.constantFrom(...file.lengths.slice(1).flatMap((length) => [length - 1, length - 2, length + 1]));
    await fc.assert(fc.asyncProperty(fc.oneof(cuts, near).filter((at) => at < pdf.length && !boundaries.includes(at)), async (at) => !(await verdict(pdf.subarray(0, at))).startsWith('valid')), { numRuns: propertyRuns });
  });

  test('des octets à la suite : jamais valable, sauf des blancs', async () => {
    expect(await verdict(Buffer.concat([pdf, Buffer.from('1 0 obj\n<<>>\nendobj\n')]))).toBe('modified');
    expect(await verdict(Buffer.concat([pdf, Buffer.from('\n\n')]))).toBe('valid');
  });

  test('une révision remplacée par celle d’un autre fichier, ou ôtée du milieu : jamais valable', async () => {
    const without = Buffer.concat(file.revisions.filter((_, rank) => rank !== 2));
    expect(await verdict(without)).not.toMatch(/^valid/);
    const swapped = Buffer.concat(file.revisions.map((revision, rank, all) => (rank === 2 ? all[3]! : rank === 3 ? all[2]! : revision)));
    expect(await verdict(swapped)).not.toMatch(/^valid/);
  });
});
