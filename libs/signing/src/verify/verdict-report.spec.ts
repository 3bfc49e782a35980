import { execFileSync, spawnSync } from 'node:child_process';
import { X509Certificate, createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { EXTENSION, TIME_STAMPING, attribute, ecKeys, edKeys, forgeCertificate, forgeCms, forgeToken, rsaKeys, timestampAttribute } from '../../test/forge.js';
import type { CertificateRequest, CmsRequest, Holder } from '../../test/forge.js';
import { readCertificate } from './crypto-certificate.js';
import type { SignatureReport, VerificationReport } from './report.js';
import type { PdfStructure, StructuralSignature } from './structure.js';
import { judgeFile } from './verdict-report.js';

const day = (n: number): Date => new Date(Date.UTC(2026, 0, 1 + n));
const years = { notBefore: day(0), notAfter: day(3650) };

const root = forgeCertificate({ name: 'Racine', ...years, extensions: [EXTENSION.authority(), EXTENSION.keyUsage(5, 6)] });
const stranger = forgeCertificate({ name: 'Autre racine', ...years, extensions: [EXTENSION.authority()] });
const issue = (request: Partial<CertificateRequest> = {}): Holder & { name: string } =>
  forgeCertificate({ name: 'Signataire', issuer: root, ...years, extensions: [EXTENSION.keyUsage(0, 1)], ...request });
const signer = issue();
const stamper = issue({ name: 'Horodateur', extensions: [EXTENSION.purpose(true, TIME_STAMPING)] });

const content = Buffer.from('Le contenu signé.');
/** The bytes signed, around a gap of ten. */
const file = Buffer.concat([content.subarray(0, 5), Buffer.alloc(10), content.subarray(5)]);

/** A file of one signature, judged, its structure being beyond doubt. */
function judge(cms: Buffer, options: { subFilter?: string; at?: Date; anchors?: readonly Buffer[]; pdf?: Buffer; type?: 'Sig' | 'DocTimeStamp'; /** Certificates of each /DSS. */ stores?: readonly (readonly Buffer[])[] } = {}): VerificationReport {
  const { pdf = file, at = day(30), anchors = [root.certificate], type = 'Sig' } = options;
  const structural: StructuralSignature = {
    field: 'a', type, subFilter: options.subFilter ?? (type === 'Sig' ? 'ETSI.CAdES.detached' : 'ETSI.RFC3161'), byteRange: [0, 5, 15, file.length - 15], cms,
    name: null, reason: null, claimedAt: null, isCertification: false, coverage: 'whole_file', revision: 0, modifications: [], defects: [],
  };
  const structure: PdfStructure = {
    pdfVersion: '1.7', revisions: [{ end: file.length, startxref: 0 }], signatures: [structural], emptyFields: [], certification: null, uncovered: [], reasons: [],
    stores: (options.stores ?? []).map((certificates, n) => ({ revision: n + 1, certificates: [...certificates], crls: [], ocsps: [] })),
  };
  return judgeFile(pdf, structure, anchors.map((anchor) => readCertificate(anchor)!), at);
}
const only = (report: VerificationReport): SignatureReport => report.signatures[0]!;
const said = (report: VerificationReport) => {
  const { integrity, trust, reasons } = only(report);
  return { verdict: report.verdict, integrity, trust, codes: reasons.map(({ code }) => code).filter((code) => code !== 'NO_PROVEN_TIME') };
};
const cmsBy = (by: Holder, more: Partial<CmsRequest> = {}): Buffer => forgeCms({ content, by, ...more });

const good = { verdict: 'valid', integrity: 'intact', trust: 'trusted', codes: [] };
const refused = (integrity: string, code: string) => ({ verdict: 'broken', integrity, trust: 'unknown', codes: [code] });
const distrusted = (trust: string, ...codes: string[]) => ({ verdict: 'indeterminate', integrity: 'intact', trust, codes });

describe('les algorithmes', () => {
  test.each([
    ['RSA, SHA-256', issue({ keys: rsaKeys(), scheme: 'rsa' }), 'sha256'],
    ['RSA, SHA-512', issue({ keys: rsaKeys(), scheme: 'rsa' }), 'sha512'],
    ['RSA-PSS, SHA-384', issue({ keys: rsaKeys(), scheme: 'rsa-pss' }), 'sha384'],
    ['P-256', signer, 'sha256'],
    ['P-384', issue({ keys: ecKeys('secp384r1') }), 'sha384'],
    ['P-521', issue({ keys: ecKeys('secp521r1') }), 'sha512'],
    ['Ed25519', issue({ keys: edKeys(), scheme: 'ed25519' }), 'sha512'],
  ] as const)('%s : valable ; un octet changé ne l’est plus', (_, by, hash) => {
    const cms = cmsBy(by, { hash });
    expect(said(judge(cms))).toEqual(good);
    const changed = Buffer.from(file);
    changed.writeUInt8(changed.readUInt8(20) ^ 1, 20);
    expect(said(judge(cms, { pdf: changed }))).toEqual(refused('altered', 'DIGEST_MISMATCH'));
  });

  test('SHA-1, MD5 et les clés courtes ne sont jamais dignes de confiance', () => {
    expect(said(judge(cmsBy(signer, { hash: 'sha1' })))).toEqual(distrusted('untrusted', 'WEAK_DIGEST'));
    expect(said(judge(cmsBy(issue({ keys: rsaKeys(), scheme: 'rsa' }), { hash: 'md5' })))).toEqual(distrusted('untrusted', 'WEAK_DIGEST'));
    expect(said(judge(cmsBy(issue({ keys: rsaKeys(1024), scheme: 'rsa' }))))).toEqual(distrusted('untrusted', 'WEAK_KEY', 'WEAK_KEY'));
    expect(said(judge(cmsBy(issue({ hash: 'sha1' }))))).toEqual(distrusted('untrusted', 'WEAK_DIGEST'));
  });

  test('adbe.pkcs7.sha1 est compris, et faible ; x509.rsa_sha1 n’est pas jugé', () => {
    const sha1 = createHash('sha1').update(content).digest();
    const cms = forgeCms({ content: sha1, by: signer, encapsulated: '1.2.840.113549.1.7.1' });
    expect(said(judge(cms, { subFilter: 'adbe.pkcs7.sha1' }))).toEqual(distrusted('untrusted', 'WEAK_DIGEST'));
    const other = forgeCms({ content: Buffer.alloc(20), by: signer, encapsulated: '1.2.840.113549.1.7.1' });
    expect(said(judge(other, { subFilter: 'adbe.pkcs7.sha1' }))).toMatchObject({ verdict: 'broken', codes: ['DIGEST_MISMATCH'] });
    expect(said(judge(cms, { subFilter: 'adbe.x509.rsa_sha1' }))).toMatchObject({ verdict: 'broken', integrity: 'unreadable', codes: ['SUBFILTER_UNSUPPORTED'] });
  });
});

describe('la CMS', () => {
  test('en BER, elle se lit aussi', () => expect(said(judge(cmsBy(signer, { ber: true })))).toEqual(good));

  test.each([
    ['sans signataire', { signers: 0 }, 'unreadable', 'SIGNER_COUNT'],
    ['à deux signataires', { signers: 2 }, 'unreadable', 'SIGNER_COUNT'],
    ['avec son propre contenu', { encapsulated: '1.2.840.113549.1.7.1' }, 'altered', 'CONTENT_NOT_DETACHED'],
    ['sans empreinte', { attributes: ({ contentType, certificate }) => [contentType, certificate] }, 'altered', 'SIGNED_ATTRIBUTES_INVALID'],
    ['aux deux empreintes', { attributes: (right) => [...Object.values(right), right.digest] }, 'altered', 'SIGNED_ATTRIBUTES_INVALID'],
    ['sans type', { attributes: ({ digest, certificate }) => [digest, certificate] }, 'altered', 'SIGNED_ATTRIBUTES_INVALID'],
    ['d’un autre type', { attributes: ({ digest, certificate }) => [digest, certificate, attribute('1.2.840.113549.1.9.3', Buffer.from('06032a0304', 'hex'))] }, 'altered', 'CONTENT_TYPE_MISMATCH'],
    ['au type qui n’en est pas un', { attributes: ({ digest, certificate }) => [digest, certificate, attribute('1.2.840.113549.1.9.3', Buffer.from('020101', 'hex'))] }, 'altered', 'SIGNED_ATTRIBUTES_INVALID'],
    ['sans attributs signés', { attributes: null }, 'altered', 'SIGNED_ATTRIBUTES_INVALID'],
    ['signée par une autre clé', { pretending: issue({ name: 'Victime' }).certificate }, 'altered', 'SIGNATURE_INVALID'],
  ] satisfies [string, Partial<CmsRequest>, string, string][])('%s, n’est pas intacte', (_, request, integrity, code) => {
    expect(said(judge(cmsBy(signer, request)))).toEqual(refused(integrity, code));
  });

  test('le certificat désigné doit être celui qui signe', () => {
    const other = issue({ name: 'Autre' }).certificate;
    const designating = attribute('1.2.840.113549.1.9.16.2.47', cmsIdentifier(other));
    expect(said(judge(cmsBy(signer, { attributes: ({ contentType, digest }) => [contentType, digest, designating] })))).toEqual(refused('altered', 'ESS_MISMATCH'));
  });

  test('sans désignation : jamais de confiance en PAdES, admis dans l’ancien format', () => {
    const cms = cmsBy(signer, { attributes: ({ contentType, digest }) => [contentType, digest] });
    expect(said(judge(cms))).toEqual(distrusted('untrusted', 'ESS_MISSING'));
    expect(said(judge(cms, { subFilter: 'adbe.pkcs7.detached' }))).toEqual({ ...good, codes: ['ESS_MISSING'] });
    expect(said(judge(cmsBy(signer, { attributes: null }), { subFilter: 'adbe.pkcs7.detached' }))).toEqual({ ...good, codes: ['ESS_MISSING'] });
  });

  test('des certificats et attributs non signés n’y changent rien', () => {
    const cms = cmsBy(signer, { chain: [stranger.certificate, root.certificate], unsigned: () => [attribute('1.2.3', Buffer.from('0500', 'hex'))] });
    expect(said(judge(cms))).toEqual(good);
  });
});

const cmsIdentifier = (certificate: Buffer): Buffer => {
  const digest = createHash('sha256').update(certificate).digest();
  return Buffer.concat([Buffer.from('302630243022', 'hex'), Buffer.from('0420', 'hex'), digest]);
};

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;
if (!hasOpenssl) console.warn('openssl est absent : les CMS des autres ne sont PAS essayées.');

(hasOpenssl ? describe : describe.skip)('une CMS faite par openssl', () => {
  const folder = mkdtempSync(join(tmpdir(), 'paraphe-openssl-'));
  const at = (name: string): string => join(folder, name);
  const openssl = (...words: string[]): Buffer => execFileSync('openssl', words, { stdio: ['ignore', 'pipe', 'pipe'] });
  const pem = (der: Buffer): string => new X509Certificate(der).toString();
  const rsa = issue({ keys: rsaKeys(), scheme: 'rsa' });
  beforeAll(() => {
    writeFileSync(at('content'), content);
    for (const [name, holder] of [['rsa', rsa], ['ec', signer]] as const) {
      writeFileSync(at(`${name}.pem`), pem(holder.certificate));
      writeFileSync(at(`${name}.key`), holder.key.export({ type: 'pkcs8', format: 'pem' }));
    }
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test.each([
    ['RSA', 'rsa', []],
    ['RSA-PSS', 'rsa', ['-keyopt', 'rsa_padding_mode:pss']],
    ['P-256', 'ec', []],
    ['SHA-512', 'rsa', ['-md', 'sha512']],
  ] as const)('%s', (_, name, more) => {
    openssl('cms', '-sign', '-cades', '-binary', '-in', at('content'), '-signer', at(`${name}.pem`), '-inkey', at(`${name}.key`), ...more, '-outform', 'DER', '-out', at('cms'));
    expect(said(judge(readFileSync(at('cms'))))).toEqual(good);
  });
});

describe('la chaîne', () => {
  const sub = (extensions: readonly Buffer[], more: Partial<CertificateRequest> = {}) => issue({ name: 'Intermédiaire', extensions, ...more });
  const under = (issuer: ReturnType<typeof issue>, more: Partial<CmsRequest> = {}) => cmsBy(issue({ issuer }), { chain: [issuer.certificate], ...more });

  test('passe par une autorité intermédiaire', () => expect(said(judge(under(sub([EXTENSION.authority(0), EXTENSION.keyUsage(5)]))))).toEqual(good));

  test.each([
    ['un émetteur qui n’est pas une autorité', under(sub([])), 'untrusted', 'ISSUER_NOT_AUTHORITY'],
    ['un émetteur sans le droit de certifier', under(sub([EXTENSION.authority(), EXTENSION.keyUsage(6)])), 'untrusted', 'ISSUER_NOT_AUTHORITY'],
    ['des contraintes de nom', under(sub([EXTENSION.authority(), EXTENSION.nameConstraints])), 'untrusted', 'NAME_CONSTRAINTS_UNSUPPORTED'],
    ['une extension critique inconnue', cmsBy(issue({ extensions: [EXTENSION.unknown(true)] })), 'untrusted', 'CRITICAL_EXTENSION_UNKNOWN'],
    ['un usage qui n’est pas de signer', cmsBy(issue({ extensions: [EXTENSION.keyUsage(5)] })), 'untrusted', 'KEY_USAGE_MISMATCH'],
    ['un certificat d’horodatage', cmsBy(stamper), 'untrusted', 'KEY_USAGE_MISMATCH'],
    ['une autre racine', cmsBy(issue({ issuer: stranger }), { chain: [stranger.certificate] }), 'untrusted', 'ROOT_UNTRUSTED'],
    ['un certificat signé par lui-même', cmsBy(forgeCertificate({ name: 'Moi', ...years })), 'untrusted', 'ROOT_UNTRUSTED'],
    ['un émetteur absent', cmsBy(issue({ issuer: stranger })), 'unknown', 'CHAIN_INCOMPLETE'],
    ['un émetteur usurpé', cmsBy(issue({ issuer: { ...stranger, name: 'Racine' } })), 'untrusted', 'CERTIFICATE_SIGNATURE_INVALID'],
    ['un certificat expiré', cmsBy(issue({ notAfter: day(10) })), 'expired', 'CERTIFICATE_EXPIRED'],
    ['un certificat pas encore en cours', cmsBy(issue({ notBefore: day(60) })), 'unknown', 'CERTIFICATE_NOT_YET_VALID'],
  ])('%s', (_, cms, trust, code) => expect(said(judge(cms))).toEqual(distrusted(trust, code)));

  test('des homonymes ajoutés après elle, aussi nombreux soient-ils, ne cachent pas une autorité', () => {
    const real = sub([EXTENSION.authority(0), EXTENSION.keyUsage(5)]);
    const namesakes = Array.from({ length: 250 }, () => forgeCertificate({ name: 'Intermédiaire', ...years, extensions: [EXTENSION.authority()] }).certificate);
    const leaf = issue({ issuer: real });
    expect(said(judge(cmsBy(leaf, { chain: [real.certificate, ...namesakes] })))).toEqual(good);
  });

  test('un magasin ajouté plus tard ne passe pas devant celui qui était là', () => {
    const real = sub([EXTENSION.authority(0), EXTENSION.keyUsage(5)]);
    const namesakes = Array.from({ length: 250 }, () => forgeCertificate({ name: 'Intermédiaire', ...years, extensions: [EXTENSION.authority()] }).certificate);
    expect(said(judge(cmsBy(issue({ issuer: real })), { stores: [[real.certificate], [real.certificate, ...namesakes]] }))).toEqual(good);
    expect(said(judge(cmsBy(issue({ issuer: real })), { stores: [[real.certificate], namesakes] }))).toEqual(good);
  });

  test('trop d’intermédiaires', () => {
    const first = sub([EXTENSION.authority(0)]);
    const second = issue({ name: 'Second', issuer: first, extensions: [EXTENSION.authority()] });
    expect(said(judge(cmsBy(issue({ issuer: second }), { chain: [first.certificate, second.certificate] })))).toEqual(distrusted('untrusted', 'PATH_TOO_LONG'));
  });

  test('des autorités qui se certifient l’une l’autre ne font pas tourner en rond', () => {
    const [one, two] = [ecKeys(), ecKeys()];
    const a = { certificate: Buffer.alloc(0), key: one.privateKey, scheme: 'ecdsa', name: 'A' } as const;
    const b = { ...a, key: two.privateKey, name: 'B' };
    const crossed = Array.from({ length: 40 }, (_, n) => forgeCertificate({ name: n % 2 ? 'A' : 'B', keys: n % 2 ? one : two, issuer: n % 2 ? b : a, ...years, extensions: [EXTENSION.authority()] }).certificate);
    const report = judge(cmsBy(issue({ issuer: a }), { chain: crossed }));
    expect(said(report)).toMatchObject({ verdict: 'indeterminate', trust: 'unknown' });
  });
});

describe('l’horodatage dans la signature', () => {
  const brief = issue({ notAfter: day(10) });
  const stamped = (token: (value: Buffer) => Buffer, by: Holder = brief) => judge(cmsBy(by, { unsigned: (value) => [timestampAttribute(token(value))] }));

  test('prouve l’heure : un certificat expiré depuis reste digne de confiance', () => {
    const report = stamped((value) => forgeToken(value, stamper, day(5)));
    expect(report).toMatchObject({ verdict: 'valid', level: 'B-T' });
    expect(only(report)).toMatchObject({ trust: 'trusted', signedAt: day(5).toISOString(), signedAtSource: 'timestamp', timestamp: { integrity: 'intact', trust: 'trusted', authority: { commonName: 'Horodateur' } } });
  });

  test.each([
    ['fait pour d’autres octets', () => forgeToken(Buffer.from('x'), stamper, day(5)), 'altered', 'unknown', 'TOKEN_IMPRINT_MISMATCH'],
    ['illisible', () => Buffer.from('300a0102030405060708090a', 'hex'), 'unreadable', 'unknown', 'TOKEN_UNREADABLE'],
    ['d’un certificat qui n’est pas fait pour cela', (value) => forgeToken(value, issue(), day(5)), 'intact', 'untrusted', 'KEY_USAGE_MISMATCH'],
    ['dont l’usage n’est pas critique', (value) => forgeToken(value, issue({ extensions: [EXTENSION.purpose(false, TIME_STAMPING)] }), day(5)), 'intact', 'untrusted', 'KEY_USAGE_MISMATCH'],
    ['d’une autorité inconnue', (value) => forgeToken(value, issue({ issuer: stranger, extensions: [EXTENSION.purpose(true, TIME_STAMPING)] }), day(5)), 'intact', 'unknown', 'CHAIN_INCOMPLETE'],
    ['du futur', (value) => forgeToken(value, stamper, day(40)), 'intact', 'unknown', 'TOKEN_IN_FUTURE'],
    ['antérieur à son propre certificat', (value) => forgeToken(value, issue({ notBefore: day(6), extensions: [EXTENSION.purpose(true, TIME_STAMPING)] }), day(5)), 'intact', 'unknown', 'CERTIFICATE_NOT_YET_VALID'],
    ['dont l’autorité est expirée sans autre preuve', (value) => forgeToken(value, issue({ notAfter: day(20), extensions: [EXTENSION.purpose(true, TIME_STAMPING)] }), day(5)), 'intact', 'expired', 'CERTIFICATE_EXPIRED'],
    ['qui ne désigne pas son certificat', (value) => forgeToken(value, stamper, day(5), { attributes: ({ contentType, digest }) => [contentType, digest] }), 'altered', 'unknown', 'ESS_MISSING'],
  ] satisfies [string, (value: Buffer) => Buffer, string, string, string][])('%s, ne prouve rien', (_, token, integrity, trust, code) => {
    const report = stamped(token);
    expect(report).toMatchObject({ verdict: 'indeterminate', level: 'B-B' });
    expect(only(report)).toMatchObject({ trust: 'expired', timestamp: { integrity, trust } });
    expect(only(report).timestamp?.reasons.map((reason) => reason.code)).toContain(code);
    expect(only(report).signedAtSource).toBeNull();
  });

  test('abîmé, il laisse le doute même quand le certificat vaut encore ; d’une autorité inconnue, il ne fait que ne rien prouver', () => {
    expect(stamped(() => forgeToken(Buffer.from('x'), stamper, day(5)), signer).verdict).toBe('indeterminate');
    expect(stamped((value) => forgeToken(value, issue({ issuer: stranger, extensions: [EXTENSION.purpose(true, TIME_STAMPING)] }), day(5)), signer)).toMatchObject({ verdict: 'valid', level: 'B-B' });
  });

  test('un document seulement horodaté est jugé selon la même règle', () => {
    expect(judge(forgeToken(content, stamper, day(5)), { type: 'DocTimeStamp' })).toMatchObject({ verdict: 'valid', level: null, documentTimestamps: [{ trust: 'trusted', at: day(5).toISOString() }] });
    expect(judge(forgeToken(content, stamper, day(5)), { type: 'DocTimeStamp', anchors: [] })).toMatchObject({ verdict: 'indeterminate' });
    expect(judge(forgeToken(Buffer.from('x'), stamper, day(5)), { type: 'DocTimeStamp' })).toMatchObject({ verdict: 'broken' });
  });
});
