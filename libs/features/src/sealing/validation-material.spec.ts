import { X509Certificate } from 'node:crypto';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Certificates } from '#libs/features/keys';
import type { Config } from '#libs/platform';
import { issueRevocationList } from '#libs/signing';
import { EXTENSION, TIME_STAMPING, forgeCertificate, forgeToken } from '../../../signing/test/forge.js';
import type { Holder } from '../../../signing/test/forge.js';
import { ValidationMaterials } from './validation-material.js';

type Named = Holder & { readonly name: string };
const now = new Date('2026-11-24T09:00:00Z');
const life = { notBefore: new Date('2026-01-01T00:00:00Z'), notAfter: new Date('2030-01-01T00:00:00Z') };
const isAuthority = [EXTENSION.authority(), EXTENSION.keyUsage(5, 6)];
const unreadable = Buffer.from('3000', 'hex');

let server: Server;
/** What is served at each path; anything else is not found. */
const served = new Map<string, Buffer>();
let asked: string[];
let [together, most] = [0, 0];
let at: (path: string) => string;

const listOf = ({ certificate, key }: Holder) =>
  issueRevocationList({ certificatePem: new X509Certificate(certificate).toString(), privateKeyPem: key.export({ type: 'pkcs8', format: 'pem' }).toString() }, { number: 1, revoked: [], now, days: 7 });
const namedAt = (path: string) => EXTENSION.revocationList(at(path));

/** The service's own authority, one of timestamps in two floors, and one of signatories. */
let ours: Named;
let [root, middle, unit, agents]: Named[] = [];
let [ourList, rootList, middleList, agentsList]: Buffer[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request.url!);
    most = Math.max(most, ++together);
    setImmediate(() => {
      together--;
      const body = served.get(request.url!);
      response.writeHead(body ? 200 : 404).end(body);
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  at = (path) => `http://127.0.0.1:${port}${path}`;
  ours = forgeCertificate({ name: 'Paraphe', extensions: isAuthority, ...life });
  root = forgeCertificate({ name: 'Racine', extensions: isAuthority, ...life });
  middle = forgeCertificate({ name: 'Horodatage', issuer: root, extensions: [...isAuthority, namedAt('/racine.crl')], ...life });
  unit = unitOf(middle, namedAt('/horodatage.crl'));
  agents = forgeCertificate({ name: 'Agents', extensions: isAuthority, ...life });
  [ourList, rootList, middleList, agentsList] = await Promise.all([ours, root, middle, agents].map(listOf));
});
afterAll(() => new Promise((closed) => {
  server.close(closed);
  server.closeAllConnections();
}));
beforeEach(() => {
  [asked, most] = [[], 0];
  served.clear();
  for (const [path, body] of [['/racine.crl', rootList!], ['/horodatage.crl', middleList!], ['/agents.crl', agentsList!]] as const) served.set(path, body);
});

const unitOf = (issuer: Named, ...extensions: Buffer[]) => forgeCertificate({ name: 'Unité', issuer, extensions: [EXTENSION.keyUsage(0), EXTENSION.purpose(true, TIME_STAMPING), ...extensions], ...life });
const tokenOf = (by: Named, ...chain: Buffer[]) => forgeToken(Buffer.from('un document'), by, now, { chain });
const personOf = (path: string, name = 'DUPONT Jean') => forgeCertificate({ name, issuer: agents!, extensions: [EXTENSION.keyUsage(1), namedAt(path)], ...life });
/** Nobody knows it, and its list is at an address where nobody should go. */
const selfMade = (issuer?: Named) => forgeCertificate({ name: 'Fait maison', extensions: [...isAuthority, namedAt('/interne')], ...(issuer && { issuer }), ...life });

type Given = Partial<Record<'signers' | 'tokens', Buffer[]>> & { foreign?: { certificates?: Buffer[]; tokens?: Buffer[] }; anchors?: Holder[] };
async function gather({ signers = [], tokens = [], foreign: { certificates = [], tokens: theirs = [] } = {}, anchors = [root!, agents!] }: Given) {
  const keys = { rootPem: async () => new X509Certificate(ours.certificate).toString(), anchors: async () => [ours, ...anchors].map(({ certificate }) => certificate), revocationList: async () => ourList } as unknown as Certificates;
  const config = { outboundProxy: null, timestampTimeoutMs: 5_000 } as unknown as Config;
  const made = await new ValidationMaterials(config, { now: () => now }, keys).gather([...signers, ...certificates], [...tokens, ...theirs], { certificates, tokens: theirs });
  return { certificates: named(made.certificates), crls: made.crls.map((list) => lists().find(([, der]) => der.equals(list))?.[0] ?? '?'), asked: asked.toSorted() };
}
const named = (certificates: readonly Buffer[]) => certificates.map((der) => /CN=(.*)/.exec(new X509Certificate(der).subject)?.[1] ?? '?').toSorted();
const lists = () => [['Paraphe', ourList!], ['Racine', rootList!], ['Horodatage', middleList!], ['Agents', agentsList!]] as const;

describe('ce qu’il faut pour valider plus tard', () => {
  const whole = { certificates: ['Horodatage', 'Paraphe', 'Racine', 'Unité'], crls: ['Paraphe', 'Horodatage', 'Racine'], asked: ['/horodatage.crl', '/racine.crl'] };

  test('est pris tout entier à un jeton honnête, que son autorité soit nommée dans TRUST_FILES ou non', async () => {
    const token = tokenOf(unit!, middle!.certificate, root!.certificate);
    expect(await gather({ tokens: [token] })).toEqual(whole);
    asked = [];
    expect(await gather({ tokens: [token], anchors: [] })).toEqual(whole);
    asked = [];
    expect(await gather({ tokens: [tokenOf(unit!, middle!.certificate)] })).toEqual(whole);
  });

  test('l’est aussi quand personne n’apporte la racine : la liste en porte le nom', async () => {
    expect(await gather({ tokens: [tokenOf(unit!, middle!.certificate)], anchors: [] })).toEqual({ ...whole, certificates: ['Horodatage', 'Paraphe', 'Unité'] });
  });

  test('comprend le cachet de l’exploitant et sa chaîne, racine ou non', async () => {
    const seal = forgeCertificate({ name: 'Cachet', issuer: middle!, extensions: [EXTENSION.keyUsage(1), namedAt('/horodatage.crl')], ...life });
    const signatory = forgeCertificate({ name: 'Signataire', issuer: ours, extensions: [EXTENSION.keyUsage(1), namedAt('/interne')], ...life });
    const gathered = await gather({ signers: [signatory.certificate, ours.certificate, seal.certificate, middle!.certificate], anchors: [] });
    expect(gathered).toEqual({ certificates: ['Cachet', 'Horodatage', 'Paraphe', 'Signataire'], crls: ['Paraphe', 'Horodatage', 'Racine'], asked: ['/horodatage.crl', '/racine.crl'] });
  });

  test('comprend ce qu’un signataire apporte, jusqu’à une autorité reconnue', async () => {
    const [person, theirs] = [personOf('/agents.crl'), tokenOf(unit!, middle!.certificate)];
    const gathered = await gather({ foreign: { certificates: [person.certificate, agents!.certificate], tokens: [theirs] } });
    expect(gathered).toEqual({ certificates: ['Agents', 'DUPONT Jean', ...whole.certificates], crls: ['Paraphe', 'Agents', 'Horodatage', 'Racine'], asked: ['/agents.crl', ...whole.asked] });
  });
});

describe('les certificats d’un jeton ne sont pas signés : on peut y en ajouter', () => {
  test.each(['du service', 'd’un signataire'])('ce qui ne se lit pas, dans un jeton %s, n’arrête rien', async (whose) => {
    const malformed = Buffer.from(namedAt('/interne'));
    malformed.writeUInt8(0x7f, 10);
    const broken = forgeCertificate({ name: 'Adresses illisibles', issuer: root!, extensions: [...isAuthority, malformed], ...life });
    const token = tokenOf(unit!, unreadable, broken.certificate, middle!.certificate);
    const gathered = await gather(whose === 'du service' ? { tokens: [token] } : { foreign: { tokens: [token] } });
    expect(gathered).toMatchObject({ certificates: ['Horodatage', 'Paraphe', 'Racine', 'Unité'], crls: ['Paraphe', 'Horodatage', 'Racine'] });
  });

  test('des adresses illisibles chez l’autorité elle-même n’arrêtent rien non plus', async () => {
    const malformed = Buffer.from(namedAt('/interne'));
    malformed.writeUInt8(0x7f, 10);
    expect(await gather({ tokens: [tokenOf(unitOf(middle!, malformed), middle!.certificate)] })).toMatchObject({ crls: ['Paraphe'], asked: [] });
  });

  test.each(['du service', 'd’un signataire'])('un certificat fait maison, dans un jeton %s, ne fait aller nulle part', async (whose) => {
    const card = personOf('/agents.crl');
    const publicKey = new X509Certificate(middle!.certificate).publicKey;
    const copy = forgeCertificate({ name: middle!.name, keys: { privateKey: middle!.key, publicKey }, issuer: selfMade(), extensions: [...isAuthority, namedAt('/interne')], ...life });
    const token = tokenOf(unit!, selfMade().certificate, selfMade(card).certificate, card.certificate, copy.certificate, middle!.certificate);
    const gathered = await gather(whose === 'du service' ? { tokens: [token] } : { foreign: { tokens: [token] } });
    expect(gathered).toMatchObject({ crls: ['Paraphe', 'Horodatage', 'Racine'], asked: ['/horodatage.crl', '/racine.crl'] });
    expect(gathered.certificates).not.toContain('Fait maison');
    if (whose === 'd’un signataire') expect(gathered.certificates).toEqual(['Horodatage', 'Paraphe', 'Racine', 'Unité']);
  });

  test('un signataire dont l’autorité n’est pas, ou n’est plus, reconnue ne fait aller nulle part', async () => {
    const stranger = selfMade();
    const gathered = await gather({ foreign: { certificates: [personOf('/agents.crl').certificate, agents!.certificate], tokens: [tokenOf(unitOf(stranger, namedAt('/interne')), stranger.certificate)] }, anchors: [] });
    expect(gathered).toEqual({ certificates: ['Agents', 'DUPONT Jean', 'Paraphe', 'Unité'], crls: ['Paraphe'], asked: [] });
  });
});

describe('ce qu’une adresse répond', () => {
  const page = Buffer.from('<!doctype html><title>Identifiez-vous</title>');

  test('n’est mis dans le document que si c’est la liste de l’émetteur ; celle du service est redemandée', async () => {
    const token = tokenOf(unit!, middle!.certificate);
    for (const body of [page, agentsList!, Buffer.alloc(0)]) {
      served.set('/horodatage.crl', body);
      await expect(gather({ tokens: [token] })).rejects.toThrow('/horodatage.crl');
    }
    served.delete('/horodatage.crl');
    await expect(gather({ tokens: [token] })).rejects.toThrow('404');
  });

  test('celle d’un signataire est laissée de côté', async () => {
    const theirs = { certificates: [personOf('/agents.crl').certificate, agents!.certificate] };
    for (const body of [page, rootList!]) {
      served.set('/agents.crl', body);
      expect(await gather({ foreign: theirs })).toMatchObject({ crls: ['Paraphe'] });
    }
    served.delete('/agents.crl');
    expect(await gather({ foreign: theirs })).toMatchObject({ crls: ['Paraphe'] });
  });

  test('on en demande peu à la fois, et pas sans fin', async () => {
    const people = Array.from({ length: 70 }, (_, rank) => personOf(`/agents/${rank}.crl`, `Personne ${rank}`));
    for (let rank = 0; rank < 70; rank++) served.set(`/agents/${rank}.crl`, agentsList!);
    const gathered = await gather({ tokens: [tokenOf(unit!, middle!.certificate)], foreign: { certificates: people.map(({ certificate }) => certificate) } });
    expect(gathered.asked).toHaveLength(60);
    expect(gathered).toMatchObject({ crls: ['Paraphe', 'Horodatage', 'Racine', 'Agents'], asked: expect.arrayContaining(['/horodatage.crl', '/racine.crl']) });
    expect(gathered.certificates).toHaveLength(70 + 5);
    expect(most).toBeLessThanOrEqual(4);
  });
});
