import { createHash } from 'node:crypto';
import { createAuthority } from '#libs/signing';
import { subjectOf } from '#libs/features/round';
import { sealedRound } from '../../test/sealed-round.js';
import { checkEvidence } from './evidence.checks.js';
import { checkDocument } from './evidence.checks-document.js';
import { compileEvidence } from './evidence.compile.js';
import { evidenceSchema, readEvidence } from './evidence.format.js';
import type { Evidence } from './evidence.format.js';
import { printableEvidence } from './evidence.print.js';

let evidence: Evidence;
let pdf: Buffer;
/** Another round, signed while no timestamp authority answered. */
let bare: Awaited<ReturnType<typeof sealedRound>>;
beforeAll(async () => {
  const round = await sealedRound(3);
  pdf = round.pdf;
  evidence = compileEvidence(round.traces);
  bare = await sealedRound(3, { timestamped: false });
});

/** Codes of the checks that do not hold; `schema` when it is no evidence any more. */
function failures(altered: unknown): string[] {
  const parsed = evidenceSchema.safeParse(altered);
  return parsed.success ? [...new Set(checkEvidence(parsed.data).filter(({ ok }) => !ok).map(({ code }) => code))] : ['schema'];
}

/** The evidence with one value changed. `path` as « signatories.0.approval.at ». */
function altered(path: string, change: (value: never) => unknown): unknown {
  const copy = structuredClone(evidence) as unknown as Record<string, never>;
  const keys = path.split('.');
  const last = keys.pop()!;
  const holder = keys.reduce<Record<string, never>>((at, key) => at[key]!, copy);
  holder[last] = change(holder[last]!) as never;
  return copy;
}

/** Every value of the evidence that is not itself made of others; of the kernel's manifest, what ties it to the file. */
function leaves(value: unknown, path = ''): string[] {
  if (path === 'documents.0.manifest') return [`${path}.length`, `${path}.sha256`];
  if (value === null || typeof value !== 'object') return [path];
  return Object.entries(value).flatMap(([key, child]) => leaves(child, path ? `${path}.${key}` : key));
}

/** The same kind of value, another one: well-formed, so that only meaning can betray it. */
function other(value: unknown): unknown {
  if (value === null) return 'autre';
  if (typeof value === 'number') return value + 1;
  if (typeof value === 'boolean') return !value;
  const text = value as string;
  if (/^[0-9a-f]{64}$/.test(text)) return createHash('sha256').update(text).digest('hex');
  if (/^\d{4}-\d\d-\d\dT/.test(text)) return new Date(new Date(text).getTime() + 3_600_000).toISOString();
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return '2031-01-01';
  if (/^[0-9a-f]{8}-[0-9a-f]{4}-/.test(text)) return `0${text.slice(1)}` === text ? `1${text.slice(1)}` : `0${text.slice(1)}`;
  if (/^[A-Za-z0-9+/]{80,}={0,2}$/.test(text)) return `${text.slice(0, 200)}${text[200] === 'A' ? 'B' : 'A'}${text.slice(201)}`;
  return `${text}x`;
}

/** What nothing inside the file binds: only the seal around it, or the document beside it, does; other tests show that they do. */
const boundBySealOnly = [
  /^madeAt$/, /^service\./, /^agreement\.(number|title|departement\.|timeZone|model\.|collectUntil|termEndsOn)/, /^documents\.0\.(id|fileName|pages|provenance\.)/,
  /^documents\.0\.revisions\.\d+\.(recordedAt|sha256|length)$/, /^signatories\.\d+\.(body\.(name|capacity)|person\.(civility|quality|email)|identification)/,
  /^signatories\.\d+\.mails\.\d+\.(kind|templateVersion|contentHash|messageId|createdAt|sentAt|smtpReply|attempts)$/, /^signatories\.\d+\.links\.\d+\.(tokenHash|createdAt|expiresAt)$/,
  /^signatories\.\d+\.codes\.\d+\.(commitment|tries|expiresAt)$/, /^signatories\.\d+\.approval\.(ip|userAgent|consent\.version)$/, /^anchor\.(rank|day|size|stampedAt)$/,
];

test('un dossier fidèle concorde en tout point', () => {
  expect(checkEvidence(evidence).filter(({ ok }) => !ok)).toEqual([]);
});

test('toute valeur changée est trouvée, hors celles que seul le cachet protège', () => {
  // Signatories and tokens are alike: the first of each stands for all.
  const paths = leaves(evidence).filter((path) => !/^(signatories|tokens|trust\.certificates)\.[1-9]/.test(path));
  const missed = paths.filter((path) => failures(altered(path, other)).length === 0);
  expect(missed.filter((path) => !boundBySealOnly.some((pattern) => pattern.test(path)))).toEqual([]);
});

test.each<[string, string, (value: never) => unknown, string]>([
  ['une ligne du journal ôtée', 'journal', (lines: unknown[]) => lines.filter((_, i) => i !== 4), 'journal_chain'],
  ['la dernière ligne du journal ôtée', 'journal', (lines: unknown[]) => lines.slice(0, -1), 'journal_chain'],
  ['deux lignes du journal échangées', 'journal', (lines: unknown[]) => [lines[0], lines[2], lines[1], ...lines.slice(3)], 'journal_chain'],
  ['un signataire ôté', 'signatories', (all: unknown[]) => all.slice(1), 'revisions'],
  ['deux signataires échangés', 'signatories', (all: unknown[]) => [all[1], all[0], all[2]], 'revisions'],
  ['une révision ôtée', 'documents.0.revisions', (all: unknown[]) => [...all.slice(0, 3), ...all.slice(4)], 'revisions'],
  ['un jeton ôté', 'tokens', (all: unknown[]) => all.slice(1), 'tokens'],
  ['un jeton mis à la place d’un autre', 'tokens.0', () => ({ ...evidence.tokens[1]!, field: evidence.tokens[0]!.field }), 'tokens'],
  ['un certificat ôté', 'trust.certificates', (all: unknown[]) => all.slice(0, 1), 'signatory'],
  ['un code ôté', 'signatories.0.codes', () => [], 'signatory'],
  ['un lien ôté', 'signatories.0.links', () => [], 'signatory'],
  ['un courriel ôté', 'signatories.0.mails', () => [], 'signatory'],
  ['un mot du consentement changé', 'signatories.0.approval.consent.lines.0', () => 'Vous n’approuvez rien.', 'signatory'],
  ['l’approbation d’un autre', 'signatories.0.approval', () => evidence.signatories[1]!.approval, 'signatory'],
  ['un champ de plus', 'agreement', (agreement: object) => ({ ...agreement, note: 'x' }), 'schema'],
])('%s', (_, path, change, code) => expect(failures(altered(path, change))).toContain(code));

test('une autre racine ne reconnaît pas les certificats', async () => {
  const { certificatePem } = await createAuthority({ commonName: 'Autre', organisation: 'Autre', now: new Date('2026-11-24T09:00:00Z') });
  expect(failures(altered('trust.rootPem', () => certificatePem))).toContain('certificates');
});

test('sans horodatage, le dossier le dit et concorde', () => {
  const undated = compileEvidence(bare.traces);
  expect(undated.documents[0]!.revisions.map(({ level }) => level)).toEqual([null, 'B-B', 'B-B', 'B-B', 'B-B', 'B-B']);
  expect(failures(undated)).toEqual([]);
});

describe('une signature donnée à la main', () => {
  let attested: Evidence;
  beforeAll(async () => {
    attested = compileEvidence((await sealedRound(2, { handwritten: true })).traces);
  });
  const changed = (change: (copy: Evidence) => void) => {
    const copy = structuredClone(attested);
    change(copy);
    return failures(copy);
  };

  test('concorde, sans approbation ni code, avec le jour du papier et l’empreinte de sa copie', () => {
    expect(failures(attested)).toEqual([]);
    expect(attested.signatories[0]).toMatchObject({ means: 'handwritten', approval: null, paper: { signedOn: '2026-11-24', sha256: createHash('sha256').update('scan').digest('hex') }, signature: { signer: 'Certification' } });
    expect(attested.signatories[1]).toMatchObject({ means: 'simple', paper: null });
  });

  test('imprimé, il nomme le niveau juridique de chacune, à part des formats de conservation', () => {
    const subject = subjectOf({ number: attested.agreement.number, act: null, dossier: null, departementCode: '48' });
    const printed = printableEvidence(attested, { attachmentHash: 'a'.repeat(64), sealMarker: 'https://paraphe.invalid/seal', verifyUrl: 'https://paraphe.example/verifier', subject });
    expect(printed.signatories.map(({ rows }) => rows.find(({ label }) => label === 'Niveau juridique')!.lines)).toEqual([['Signature manuscrite.'], ['Signature électronique simple.']]);
  });

  test.each<[string, (copy: Evidence) => void]>([
    ['un autre jour', ({ signatories: [one] }) => void (one!.paper!.signedOn = '2026-11-20')],
    ['un autre papier', ({ signatories: [one] }) => void (one!.paper!.id = attested.agreement.roundId)],
    ['un autre texte', ({ signatories: [one] }) => void (one!.paper!.contentHash = attested.agreement.finalHash)],
    ['le papier ôté', ({ signatories: [one] }) => void (one!.paper = null)],
    ['un moyen pour un autre', ({ signatories: [one] }) => void (one!.means = 'simple')],
    ['la main d’une autre personne', ({ signatories: [one, two] }) => void (one!.person.id = two!.person.id)],
    ['un papier ajouté à une approbation', ({ signatories: [one, two] }) => void (two!.paper = one!.paper)],
    ['une ligne du journal ôtée', (copy) => void (copy.journal = copy.journal.filter(({ event }) => event !== 'recordPaper'))],
  ])('%s est trouvé', (_, change) => expect(changed(change)).not.toEqual([]));
});

describe('un code parti par SMS', () => {
  let sent: Evidence;
  beforeAll(async () => {
    sent = compileEvidence((await sealedRound(2, { bySms: true })).traces);
  });
  const changed = (change: (copy: Evidence) => void) => {
    const copy = structuredClone(sent);
    change(copy);
    return failures(copy);
  };
  const smsOf = ({ signatories: [one] }: Evidence) => one!.codes[0]!.sms!;

  test('concorde, dit le numéro masqué et la prise par l’opérateur, et comment la personne a été identifiée', () => {
    expect(failures(sent)).toEqual([]);
    expect(sent.signatories[0]).toMatchObject({ identification: expect.stringContaining('code envoyé au numéro de téléphone'), codes: [{ channel: 'sms', sms: { to: '06 •• •• •• 78', state: 'accepted' } }] });
    expect(sent.signatories[1]).toMatchObject({ identification: expect.not.stringContaining('téléphone'), codes: [{ channel: 'mail', sms: null }] });
  });

  test.each<[string, (copy: Evidence) => void]>([
    ['le SMS ôté', ({ signatories: [one] }) => void (one!.codes[0]!.sms = null)],
    ['un courriel à la place du SMS', ({ signatories: [one] }) => void Object.assign(one!.codes[0]!, { channel: 'mail', sms: null })],
    ['un SMS à la place d’un courriel', ({ signatories: [one, two] }) => void Object.assign(two!.codes[0]!, { channel: 'sms', sms: one!.codes[0]!.sms })],
    ['un SMS sous un code parti par courriel', ({ signatories: [one, two] }) => void (two!.codes[0]!.sms = one!.codes[0]!.sms)],
    ['un SMS pris et refusé à la fois', (copy) => void (smsOf(copy).state = 'refused')],
    ['une prise sans instant', (copy) => void (smsOf(copy).acceptedAt = null)],
    ['une prise avant l’envoi', (copy) => void (smsOf(copy).acceptedAt = '2026-11-24T00:00:00.000Z')],
    ['un envoi avant la demande', (copy) => void (smsOf(copy).createdAt = '2026-11-24T00:00:00.000Z')],
    ['un numéro qui n’est plus masqué', (copy) => void (smsOf(copy).to = '06 12 34 56 78 99')],
  ])('%s est trouvé', (_, change) => expect(changed(change)).toEqual(['signatory']));
});

test('la version 1 se lit encore, et concorde comme la présente', () => {
  const first = { ...structuredClone(evidence), version: 1, signatories: evidence.signatories.map(({ means: _means, paper: _paper, certificate: _certificate, links, codes, ...one }) => ({ ...one, links: links.map(({ mailId: _mail, ...link }) => link), codes: codes.map(({ mailedId: _mailed, channel: _channel, sms: _sms, ...code }) => code) })) };
  const read = readEvidence(first);
  expect('evidence' in read && read.evidence).toEqual(evidence);
  expect('faults' in readEvidence({ ...first, signatories: evidence.signatories })).toBe(true);
  expect('faults' in readEvidence({ ...evidence, version: 3 })).toBe(true);
});

describe('comparé au document', () => {
  const wrong = async (bytes: Buffer) => (await checkDocument(evidence, bytes)).filter(({ ok }) => !ok).map(({ code }) => code);

  test('le bon concorde', async () => expect(await wrong(pdf)).toEqual([]));

  test('un octet changé, où que ce soit, est trouvé', async () => {
    for (const at of [100, evidence.documents[0]!.revisions[2]!.start + 50, pdf.length - 20]) {
      const bytes = Buffer.from(pdf);
      bytes[at] = bytes[at]! ^ 1;
      expect(await wrong(bytes)).toContain('document_states');
    }
  });

  test('une version intermédiaire ou un autre document est trouvé', async () => {
    expect(await wrong(pdf.subarray(0, evidence.documents[0]!.revisions[3]!.length))).toEqual(['document_states', 'document_signatures', 'document_tokens']);
    expect(await wrong(bare.pdf)).toEqual(['document_states', 'document_signatures', 'document_tokens']);
    expect(await wrong(Buffer.from('rien'))).toEqual(['document_states', 'document_signatures']);
  });

  test('un fichier prolongé reste le même document', async () => expect((await checkDocument(evidence, Buffer.concat([pdf, Buffer.from('%suite\n')])))[0]).toMatchObject({ ok: true, sentence: expect.stringContaining('prolongé') }));
});
