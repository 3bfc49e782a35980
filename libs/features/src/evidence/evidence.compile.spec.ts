import { linkIdIn } from '#libs/features/signature';
import { sealedRound } from '../../test/sealed-round.js';
import { checkEvidence } from './evidence.checks.js';
import { compileEvidence, consentHash } from './evidence.compile.js';
import { evidenceSchema } from './evidence.format.js';
import type { Evidence } from './evidence.format.js';

describe('le dossier de preuve d’une tournée scellée', () => {
  let evidence: Evidence;
  let round: Awaited<ReturnType<typeof sealedRound>>;
  beforeAll(async () => {
    round = await sealedRound(3);
    evidence = compileEvidence(round.traces);
  });

  test('suit son propre schéma, relu du JSON', () => {
    expect(evidenceSchema.parse(JSON.parse(JSON.stringify(evidence)))).toEqual(evidence);
  });

  test('nomme chaque signataire dans l’ordre des signatures, avec son lien, son code et son acte', () => {
    expect(evidence.signatories.map(({ slotId }) => slotId)).toEqual(['slot_1', 'slot_2', 'slot_3']);
    const first = evidence.signatories[0]!;
    expect(first.signature).toMatchObject({ revision: 2, signer: `${first.person.firstName} ${first.person.lastName}` });
    expect(first.links[0]!.openedAt).toBe(first.codes[0]!.createdAt);
    expect(first.approval!.codeId).toBe(first.codes[0]!.id);
    expect(first.approval!.consent.sha256).toBe(consentHash(first.approval!.consent.lines));
    expect(first.authority).toBeNull();
  });

  test('donne les certificats et les jetons trouvés dans le fichier', () => {
    expect(evidence.tokens.map(({ field }) => field)).toEqual(['certification', 'slot_1', 'slot_2', 'slot_3', 'seal']);
    const certificates = new Set(evidence.trust.certificates.map(({ serial }) => serial));
    for (const { certificateSerial } of evidence.documents[0]!.revisions.slice(1)) expect(certificates.has(certificateSerial!)).toBe(true);
    expect(evidence.documents[0]!.revisions.map(({ level }) => level)).toEqual([null, 'B-T', 'B-T', 'B-T', 'B-T', 'B-T']);
  });

  test('ne contient ni code ni lien en clair, seulement leurs empreintes', () => {
    for (const { codes, links } of evidence.signatories) {
      for (const code of codes) expect(code.commitment).toMatch(/^[0-9a-f]{64}$/);
      for (const link of links) expect(link).not.toHaveProperty('token');
    }
    expect(JSON.stringify(evidence)).not.toContain(round.traces.codeSecret(evidence.signatories[0]!.codes[0]!.id).toString('hex'));
  });

  test('nomme qui a approuvé, même si une autre personne est désormais désignée pour cet organisme', () => {
    const { people, round: row } = round.traces;
    const successor = { ...people[0]!, id: '0b6d2b0e-8f5d-4a35-9c1e-3f1f6a0d9c11', firstName: 'Une', lastName: 'Autre' };
    const slots = row.facts.slots.map((slot, i) => (i === 0 ? { ...slot, signatoryId: successor.id } : slot));
    const after = compileEvidence({ ...round.traces, people: [...people, successor], round: { ...row, facts: { ...row.facts, slots } } });
    expect(after.signatories[0]).toEqual(evidence.signatories[0]);
  });

  test('laisse de côté ce qui fut envoyé à une autre personne pour le même organisme', () => {
    const { facts } = round.traces;
    const stranger = '0b6d2b0e-8f5d-4a35-9c1e-3f1f6a0d9c12';
    const links = [...facts.links, { ...facts.links[0]!, signatoryId: stranger, id: stranger }];
    const mails = [...facts.mails, { ...facts.mails[0]!, signatoryId: stranger, id: stranger }];
    expect(compileEvidence({ ...round.traces, facts: { ...facts, links, mails } })).toEqual(evidence);
  });

  test('le lien d’un rappel qui en portait plusieurs se rapporte à ce rappel, et un courriel revenu le dit', () => {
    const { facts } = round.traces;
    const [mail, link] = [facts.mails[0]!, facts.links[0]!];
    const digest = { ...mail, slotId: null, id: '0b6d2b0e-8f5d-4a35-9c1e-3f1f6a0d9c13', kind: 'correspondence.digest', messageId: '<0b6d2b0e-8f5d-4a35-9c1e-3f1f6a0d9c13@paraphe.example>' };
    const bounced = { ...mail, bounce: { action: 'delayed' as const, status: '4.4.1', at: '2026-11-24T10:00:00+00:00' } };
    const brought = { ...link, id: linkIdIn(digest.id, link.signatoryId), tokenHash: '0'.repeat(64) };
    const after = compileEvidence({ ...round.traces, facts: { ...facts, mails: [bounced, ...facts.mails.slice(1), digest], links: [...facts.links, brought] } });
    expect(after.signatories[0]!.links.map(({ mailId }) => mailId)).toEqual([mail.id, digest.id]);
    expect(after.signatories[0]!.mails.map(({ bounce }) => bounce)).toEqual([{ action: 'delayed', status: '4.4.1', at: '2026-11-24T10:00:00.000Z' }, null]);
    expect(after.signatories[1]).toEqual(evidence.signatories[1]);
    expect(checkEvidence(after).filter(({ ok }) => !ok)).toEqual([]);
    // Decided before that person signed, it left without a word of their place.
    expect(compileEvidence({ ...round.traces, facts: { ...facts, mails: [...facts.mails, digest] } })).toEqual(evidence);
    // Nor has the mail server to have taken a reminder that nobody used.
    const waiting = compileEvidence({ ...round.traces, facts: { ...facts, mails: [...facts.mails, { ...digest, sentAt: null }], links: [...facts.links, brought] } });
    expect(checkEvidence(waiting).filter(({ ok }) => !ok)).toEqual([]);
    const orphan = compileEvidence({ ...round.traces, facts: { ...facts, links: [...facts.links, brought] } });
    expect(checkEvidence(orphan).filter(({ ok }) => !ok).map(({ code }) => code)).toEqual(['signatory']);
  });

  test('ne nomme pas l’organisme dont le refus n’a rien suspendu', () => {
    const { round: row } = round.traces;
    const declined = { ...row.facts.slots[0]!, id: 'slot_4', college: 'partenaire_local' as const, state: 'declined' as const, order: null };
    const after = compileEvidence({ ...round.traces, round: { ...row, facts: { ...row.facts, slots: [...row.facts.slots, declined] } } });
    expect(after.signatories).toEqual(evidence.signatories);
  });

  test('refuse une tournée qui n’est pas scellée', () => {
    const facts = { ...round.traces.round.facts, finalHash: null };
    expect(() => compileEvidence({ ...round.traces, round: { ...round.traces.round, facts } })).toThrow('not sealed');
  });
});
