import { X509Certificate, generateKeyPairSync } from 'node:crypto';
import { EXTENSION, forgeCertificate } from '../test/forge.js';
import type { Holder } from '../test/forge.js';
import { issuersUpTo, revocationListFor } from './issuers.js';
import { issueRevocationList } from './keys/revocation-list.js';

type Named = Holder & { readonly name: string };
const life = { notBefore: new Date('2026-01-01T00:00:00Z'), notAfter: new Date('2030-01-01T00:00:00Z') };
const isAuthority = [EXTENSION.authority(), EXTENSION.keyUsage(5, 6)];
const root = forgeCertificate({ name: 'Racine', extensions: isAuthority, ...life });
const middle = forgeCertificate({ name: 'Horodatage', issuer: root, extensions: isAuthority, ...life });
const unit = forgeCertificate({ name: 'Unité 1', issuer: middle, extensions: [EXTENSION.keyUsage(0)], ...life });
const stranger = forgeCertificate({ name: 'Racine', extensions: isAuthority, ...life });

const certificatesOf = (...holders: Holder[]) => holders.map(({ certificate }) => certificate);
const follow = (anchors: Holder[], leaf: Holder, ...carried: Holder[]) => issuersUpTo(certificatesOf(...anchors))(leaf.certificate, certificatesOf(leaf, ...carried)).map(({ certificate, anchored }) => [certificate.raw, anchored]);
const seen = (anchored: boolean, ...holders: Holder[]) => certificatesOf(...holders).map((der) => [der, anchored]);

describe('qui a délivré un certificat', () => {
  test('jusqu’à l’autorité reconnue, qu’elle soit apportée ou non', () => {
    expect(follow([root], unit, root, middle)).toEqual(seen(true, unit, middle, root));
    expect(follow([root], unit, middle)).toEqual(seen(true, unit, middle, root));
    expect(follow([middle], unit, root, middle)).toEqual([...seen(true, unit, middle), ...seen(false, root)]);
    expect(follow([unit], unit)).toEqual(seen(true, unit));
  });

  test('aussi loin que ce qui est apporté, quand aucune n’est reconnue', () => {
    expect(follow([], unit, middle, root)).toEqual(seen(false, unit, middle, root));
    expect(follow([stranger], unit, middle)).toEqual(seen(false, unit, middle));
  });

  test('sans ce qui n’a rien signé, ni ce qui ne se lit pas', () => {
    const above = issuersUpTo([Buffer.from('3000', 'hex'), root.certificate]);
    const links = above(unit.certificate, [Buffer.from('3000', 'hex'), stranger.certificate, Buffer.alloc(0), middle.certificate]);
    expect(links.map(({ certificate }) => certificate.raw)).toEqual(certificatesOf(unit, middle, root));
    expect(above(Buffer.from('3000', 'hex'), [middle.certificate])).toEqual([]);
  });

  test('celui qui n’est pas une autorité ne délivre rien, eût-il un bon certificat', () => {
    const forged = forgeCertificate({ name: 'Faux', issuer: unit, ...life });
    expect(follow([root], forged, unit, middle)).toEqual(seen(false, forged));
    const seal = forgeCertificate({ name: 'Cachet reconnu', extensions: [EXTENSION.keyUsage(5)], ...life });
    const said = forgeCertificate({ name: 'Cachet qui dit n’être pas une autorité', extensions: [Buffer.from('300c0603551d130101ff04023000', 'hex'), EXTENSION.keyUsage(5)], ...life });
    const under = (issuer: Named) => forgeCertificate({ name: 'Dessous', issuer, ...life });
    const [first, second] = [under(seal), under(said)];
    expect(follow([seal], first)).toEqual(seen(true, first, seal));
    expect(follow([said], second)).toEqual(seen(false, second));
  });

  test('un faux de l’intermédiaire, sous une racine inconnue, n’est pas de ceux qui mènent à la bonne', () => {
    const keys = { privateKey: middle.key, publicKey: new X509Certificate(middle.certificate).publicKey };
    const forged = forgeCertificate({ name: middle.name, keys, issuer: stranger, extensions: isAuthority, ...life });
    expect(follow([root], unit, forged, stranger, middle)).toEqual([...seen(true, unit), ...seen(false, forged), ...seen(true, middle), ...seen(false, stranger), ...seen(true, root)]);
  });

  test('un labyrinthe ne se parcourt pas', () => {
    const keys = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
    const itself = { ...root, name: 'Labyrinthe', key: keys.privateKey };
    const maze = Array.from({ length: 60 }, () => forgeCertificate({ name: 'Labyrinthe', keys, issuer: itself, extensions: isAuthority, ...life }));
    const lost = forgeCertificate({ name: 'Perdu', issuer: itself, ...life });
    expect(follow([root], lost, ...maze)).toEqual(seen(false, lost));
  });
});

describe('la liste de révocation d’un certificat', () => {
  const listOf = ({ certificate, key }: Holder) =>
    issueRevocationList({ certificatePem: new X509Certificate(certificate).toString(), privateKeyPem: key.export({ type: 'pkcs8', format: 'pem' }).toString() }, { number: 1, revoked: [], now: life.notBefore, days: 7 });
  const of = (holder: Holder, ...issuers: Holder[]) => ({ certificate: new X509Certificate(holder.certificate), issuers: issuers.map(({ certificate }) => new X509Certificate(certificate)) });

  test('est celle de son émetteur, sans ce qui la suit, en DER ou en PEM', async () => {
    const list = await listOf(middle);
    expect(revocationListFor(of(unit, middle), list)).toEqual(list);
    expect(revocationListFor(of(unit, root, middle), Buffer.concat([list, Buffer.from('\nautre chose')]))).toEqual(list);
    expect(revocationListFor(of(unit, middle), Buffer.from(`-----BEGIN X509 CRL-----\n${list.toString('base64')}\n-----END X509 CRL-----\n`))).toEqual(list);
  });

  test('n’est rien d’autre', async () => {
    const [other, altered] = [await listOf(stranger), await listOf(middle)];
    altered.writeUInt8(altered.readUInt8(altered.length - 1) ^ 1, altered.length - 1);
    for (const body of [other, altered, Buffer.from('<!doctype html>'), Buffer.alloc(0), Buffer.from('3000', 'hex'), middle.certificate]) expect(revocationListFor(of(unit, middle), body)).toBeNull();
  });

  test('sans l’émetteur sous la main, en porte au moins le nom', async () => {
    const list = await listOf(root);
    expect(revocationListFor(of(middle), list)).toEqual(list);
    expect(revocationListFor(of(unit), list)).toBeNull();
    expect(revocationListFor(of(middle), Buffer.from('<!doctype html>'))).toBeNull();
  });
});
