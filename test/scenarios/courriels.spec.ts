import { Correspondence, mailStateOf } from '#libs/features/correspondence';
import { loadRound } from '#libs/features/round';
import { ReportListener, systemActor } from '#libs/platform';
import { clerkAddress, clerkIn, codeFor, invitationOf, launch, openDraft, sign, signersOf } from '../support/actors.js';
import type { Signer } from '../support/actors.js';
import { nothingLeft, until } from '../support/patience.js';
import { reportBack } from '../support/postmaster.js';
import { startService } from '../support/service.js';
import type { Service } from '../support/service.js';
import { Visitor } from '../support/visitor.js';

const observer = systemActor('test');
const wrong = 'presidence@departement-lozerre.example';

let service: Service;
let clerk: Visitor;
let id: string;
let signers: Signer[];
let mistaken: Signer;
/** Addresses that no server knows: the wrong one, and those that die on the way. */
const dead = new Set([wrong]);
beforeAll(async () => {
  service = await startService({ settings: { BOUNCE_LISTEN: '127.0.0.1:0', BOUNCE_DOMAIN: 'avis.paraphe.example' } });
  clerk = await clerkIn(service);
  id = await openDraft(service, clerk, 1);
  reportBack(service.mailbox, service.worker.get(ReportListener, { strict: false }).port!, (address) =>
    dead.has(address) ? { action: 'failed', status: '5.1.2', diagnostic: '550 5.1.2 Host unknown' } : { action: 'delivered', status: '2.0.0', diagnostic: '250 2.0.0 delivered' });
  await service.database.superuser(`update national_partner_body set signatory = jsonb_set(signatory, '{email}', to_jsonb($1::text)) where id = (select id from national_partner_body where departement_code = '48' and signatory is not null order by id limit 1)`, [wrong]);
  await launch(service, clerk, id);
  signers = (await signersOf(service, id)).filter(({ college }) => college !== 'prefet');
  mistaken = signers.find(({ email }) => email === wrong)!;
});
afterAll(() => service?.stop());

const round = () => service.db.withIdentity(observer, (tx) => loadRound(tx, id));
const personOf = async (slotId: string) => (await round()).facts.slots.find((slot) => slot.id === slotId)!.signatoryId;
const standingOf = async (slotId: string) => {
  const person = await personOf(slotId);
  return (await service.db.withIdentity(observer, (tx) => mailStateOf(tx, [person]))).get(person);
};
const aMinuteLater = async (instant: string) => {
  service.clock.moveTo(new Date(instant));
  await service.worker.get(Correspondence, { strict: false }).catchUp();
  await nothingLeft(service.database, ['round', 'correspondent']);
};
const about = (subject: string) => service.mailbox.mails.filter((mail) => mail.to === clerkAddress && mail.subject.includes(subject));

describe('une adresse fausse', () => {
  test('revient avec sa raison, pendant que les autres sont acceptés', async () => {
    await until(async () => (await standingOf(mistaken.slotId))?.state === 'bounced', 'the mail comes back');
    expect(await standingOf(mistaken.slotId)).toMatchObject({ words: 'Le domaine de l’adresse n’existe pas (5.1.2)' });
    for (const { slotId, email } of signers) if (email !== wrong) await until(async () => (await standingOf(slotId))?.state === 'accepted', `the mail to ${email} is accepted`);
  });

  test('est dite à la préfecture, avec le lien de la page où la corriger', async () => {
    await aMinuteLater('2026-11-24T09:05:00Z');
    const [mail] = about('n’est pas arrivé');
    expect(mail!.text).toContain(`«\u00a0${mistaken.bodyName}\u00a0»\u00a0: Le domaine de l’adresse n’existe pas (5.1.2).`);
    expect((await clerk.get(new URL(/https?:\/\/\S+\/tournees\/\S+/.exec(mail!.text)![0]).pathname)).status).toBe(200);
  });

  test('corrigée, elle envoie un nouveau lien, qui signe, sans toucher aux autres', async () => {
    const others = (facts: { slots: readonly { id: string }[] }) => JSON.stringify(facts.slots.filter((slot) => slot.id !== mistaken.slotId));
    const before = others((await round()).facts);
    const sent = service.mailbox.mails.length;
    const page = `/tournees/${id}/emplacements/${mistaken.slotId}/signataires/${await personOf(mistaken.slotId)}`;
    await clerk.post(`${page}/adresse`, { correctEmail: 'presidence@departement-lozere.example' }, page);
    const right = (await signersOf(service, id)).find(({ slotId }) => slotId === mistaken.slotId)!;
    expect(right.email).toBe('presidence@departement-lozere.example');
    await invitationOf(service, right, sent);
    expect(others((await round()).facts)).toBe(before);
    await until(async () => (await standingOf(right.slotId))?.state === 'accepted', 'the corrected address is reached');
    expect((await sign(service, right, sent)).text).toContain('C’est signé');
  });

  test('n’est plus rappelée à la préfecture, et personne n’écrit plus à l’ancienne', async () => {
    const told = about('arrivé').length;
    await aMinuteLater('2026-11-25T09:00:00Z');
    expect(about('arrivé')).toHaveLength(told);
    expect(service.mailbox.mails.filter(({ to }) => to === wrong)).toHaveLength(1);
  });
});

describe('ceux qui n’ont pas signé', () => {
  test('sont rappelés le premier jour ouvré après cinq jours, une fois, et ceux qui ont signé ne le sont pas', async () => {
    const before = service.mailbox.mails.length;
    await aMinuteLater('2026-11-30T09:00:00Z');
    await aMinuteLater('2026-12-01T09:00:00Z');
    const reminded = service.mailbox.mails.slice(before).filter(({ text }) => text.includes('Ces rappels s’arrêtent')).map(({ to }) => to).sort();
    expect(reminded).toEqual([...new Set(signers.filter(({ slotId }) => slotId !== mistaken.slotId).map(({ email }) => email))].sort());
  });

  test('signent par le lien du rappel', async () => {
    const signer = signers.find(({ slotId }) => slotId !== mistaken.slotId)!;
    const after = service.mailbox.mails.findIndex(({ to, text }) => to === signer.email && text.includes('Ces rappels s’arrêtent'));
    expect((await sign(service, signer, after)).text).toContain('C’est signé');
  });
});

describe('une adresse qui meurt après la signature', () => {
  let signer: Signer;
  /** The worker looks by itself every minute: whichever pass it is, the notice comes once. */
  const noticeThat = async (words: string) => (await service.mailbox.receive(({ to, text }) => to === clerkAddress && text.includes(words) && text.includes(`«\u00a0${signer.bodyName}\u00a0»\u00a0:`))).text;
  const pageOfRound = async () => {
    clerk = await clerkIn(service);
    return clerk.get(`/tournees/${id}`);
  };

  test('de la confirmation qui revient, la préfecture apprend que la signature est enregistrée, et qu’il n’y a rien à corriger', async () => {
    const slots = (await round()).facts.slots;
    signer = signers.find(({ slotId, email }) => slots.find((slot) => slot.id === slotId)!.state === 'invited' && signers.filter((one) => one.email === email).length === 1)!;
    const [visitor, link] = [new Visitor(service.url), await invitationOf(service, signer)];
    const code = await codeFor(service, visitor, link, signer);
    dead.add(signer.email);
    service.clock.moveTo(new Date('2026-12-01T09:02:00Z'));
    expect((await visitor.post(`${link}/signature`, { fullName: signer.name, code }, `${link}/code`)).text).toContain('C’est signé');
    await until(async () => (await standingOf(signer.slotId))?.kind === 'signature.acknowledgement' && (await standingOf(signer.slotId))?.state === 'bounced', 'the acknowledgement comes back');
    await aMinuteLater('2026-12-02T09:00:00Z');
    const notice = await noticeThat('Leur signature est enregistrée');
    expect(notice).not.toMatch(/corrige/i);
    expect((await pageOfRound()).text).toContain('A signé, courriel non remis');
  });

  test('de l’exemplaire qui revient, elle apprend qu’il est à remettre, et la page de la tournée y mène', async () => {
    const slots = (await round()).facts.slots;
    for (const one of signers.filter(({ slotId }) => slots.find((slot) => slot.id === slotId)!.state === 'invited')) await sign(service, one);
    await sign(service, (await signersOf(service, id)).find(({ college }) => college === 'prefet')!);
    await until(async () => (await round()).state === 'sealed', 'the round is sealed');
    await until(async () => (await standingOf(signer.slotId))?.kind === 'signature.final_copy' && (await standingOf(signer.slotId))?.state === 'bounced', 'the copy comes back');
    await aMinuteLater('2026-12-03T09:00:00Z');
    const notice = await noticeThat('leur exemplaire n’est pas arrivé');
    expect(notice).toContain('article\u00a01375 du code civil');
    expect(notice).not.toMatch(/corrige/i);
    const page = await pageOfRound();
    expect(page.text).toContain('A signé, exemplaire non remis');
    expect((await clerk.get(`/tournees/${id}/document.pdf`)).bytes.subarray(0, 5).toString()).toBe('%PDF-');
  });
});
