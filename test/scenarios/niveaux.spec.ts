import { legalDay, seatsOf } from '#libs/domain';
import { demonstrationDossier } from '#libs/features/directory';
import { loadRound, RoundActs } from '#libs/features/round';
import type { OpenAct } from '#libs/features/round';
import { systemActor } from '#libs/platform';
import type { Actor } from '#libs/platform';
import { verifyPdf } from '#libs/signing';
import { clerkIn, codeFor, invitationOf, launch, mailsSoFar, openDraft, sign, signersOf, until } from '../support/actors.js';
import type { Signer } from '../support/actors.js';
import { programOf } from '../support/api-client.js';
import { nothingLeft } from '../support/patience.js';
import { startService } from '../support/service.js';
import type { Service } from '../support/service.js';
import { Visitor } from '../support/visitor.js';

const observer = systemActor('test');
const askedOfPrefet = 'Signature manuscrite, ou électronique qualifiée, demandée pour le préfet : un code reçu n’y suffit pas.';
const simple = 'Signature électronique simple';

let service: Service;
let clerk: Visitor;
let id: string;
let prefet: Signer;
let others: Signer[];
/** Somebody else who will turn out to be the préfet too. */
let twice: Signer;
let link: string;
let linkOfTwice: string;

const slotOf = async ({ slotId }: Signer) => (await service.db.withIdentity(observer, (tx) => loadRound(tx, id))).facts.slots.find((slot) => slot.id === slotId)!;
const codesAt = ({ slotId }: Signer) => service.database.superuser('select code.id from code join link on link.id = code.link_id where link.round_id = $1 and link.slot_id = $2', [id, slotId]);
const linkIdOf = async ({ slotId }: Signer): Promise<string> => (await service.database.superuser<{ id: string }>('select id from link where round_id = $1 and slot_id = $2 order by created_at limit 1', [id, slotId]))[0]!.id;

describe('le préfet signe à la main ou avec un certificat qualifié, les autres par un code', () => {
  beforeAll(async () => {
    service = await startService({ settings: { SIGNATURE_LEVEL_PREFET: 'qualifiee-ou-manuscrite', SIGNATURE_LEVEL_PARTENAIRE: 'simple' } });
    clerk = await clerkIn(service);
    id = await openDraft(service, clerk, 1);
  });
  afterAll(() => service?.stop());

  test('avant le lancement, la préfecture lit ce qui sera demandé à chacun', async () => {
    const parties = `/tournees/${id}/parties`;
    expect((await clerk.post(parties, { 'group-prefet-prefet': '1' }, parties)).status).toBe(200);
    const { text } = await clerk.get(`/tournees/${id}/lancer`);
    expect(text).toContain('Pour le préfet : signature manuscrite, ou électronique qualifiée ; pour les gestionnaires : signature électronique simple ; pour les partenaires : signature électronique simple');
  });

  test('la tournée lancée, le niveau de chaque place est gelé, et celui qui n’est pas simple se lit sur sa page', async () => {
    await launch(service, clerk, id);
    const signers = await signersOf(service, id);
    prefet = signers.find(({ college }) => college === 'prefet')!;
    others = signers.filter(({ college }) => college !== 'prefet');
    twice = others.find(({ college }) => college === 'partenaire_national')!;
    [link, linkOfTwice] = [await invitationOf(service, prefet), await invitationOf(service, twice)];
    await nothingLeft(service.database, ['round']);
    expect((await slotOf(prefet)).level).toBe('strong');
    expect((await Promise.all(others.map(slotOf))).every(({ level }) => level === 'simple')).toBe(true);
    expect((await clerk.get(`/tournees/${id}`)).text.split(askedOfPrefet)).toHaveLength(2);
    const program = await programOf(service, 'prefecture', null);
    const told = (await program.get(`/rounds/${id}`)).json.signatories as { slotId: string; level: string }[];
    expect(told.filter(({ level }) => level === 'strong').map(({ slotId }) => slotId)).toEqual([prefet.slotId]);
  });

  test('la page du préfet dit pourquoi et comment signer, et n’offre aucun code', async () => {
    const page = await new Visitor(service.url).get(link);
    expect(page.text).toContain(askedOfPrefet);
    expect(page.html).toContain(`href="${link}/certificat"`);
    expect(page.text).toContain('À la main, auprès de la préfecture');
    expect(page.html).toMatch(/href="tel:[^"]+"/);
    expect(page.html).not.toContain(`action="${link}/code"`);
    expect(page.text).not.toContain('signature électronique simple');
  });

  test('ailleurs, la page dit que la signature sera simple', async () => {
    expect((await new Visitor(service.url).get(linkOfTwice)).text).toContain(`${simple} : ce lien, votre nom tapé et un code.`);
  });

  test('un code demandé malgré la page est refusé, et le journal le garde', async () => {
    const page = await new Visitor(service.url).post(`${link}/code`, { fullName: prefet.name }, link);
    expect(page.status).toBe(409);
    expect(page.text).toContain(askedOfPrefet);
    expect(await codesAt(prefet)).toEqual([]);
    const lines = await service.database.superuser<{ event: string; payload: object }>('select event, payload from journal where subject_id = $1 order by rank', [id]);
    expect(lines.at(-1)).toMatchObject({ event: 'refused.requestCode', payload: { refusal: 'level_insufficient' } });
  });

  test('une signature envoyée malgré la page, avec ou sans nom, n’en est pas une', async () => {
    for (const fields of [{ fullName: prefet.name, code: '123456' }, { code: '123456' }]) {
      const page = await new Visitor(service.url).post(`${link}/signature`, fields as Record<string, string>, link);
      expect(page.status).toBe(409);
      expect(page.text).toContain(askedOfPrefet);
    }
    expect((await slotOf(prefet)).state).toBe('invited');
    expect(await service.database.superuser('select 1 from approval where round_id = $1', [id])).toEqual([]);
  });

  describe('la même personne, à deux titres', () => {
    beforeAll(async () => {
      const [mine, theirs] = [await slotOf(prefet), await slotOf(twice)];
      await service.database.superuser('update signatory set first_name = $2, last_name = $3, email = $4 where id = any($1::uuid[])', [[mine.signatoryId, theirs.signatoryId], 'Odile', 'Faure', 'odile.faure@lozere.example']);
      [prefet, twice] = [prefet, twice].map((signer) => ({ ...signer, name: 'Odile Faure', email: 'odile.faure@lozere.example' })) as [Signer, Signer];
    });

    test('tout ce qui l’attend nomme le niveau de chaque place', async () => {
      const { text } = await new Visitor(service.url).get(`${linkOfTwice}/en-attente`);
      expect(text).toContain('Tout ce qui vous attend (2)');
      expect(text).toContain(askedOfPrefet);
      expect(text).toContain(`${simple} :`);
    });

    test('la place du préfet n’est pas à cocher ; cochée de force, rien ne part, et aucun code n’y sert', async () => {
      const visitor = new Visitor(service.url);
      expect((await visitor.get(linkOfTwice)).html).not.toContain('name="places"');
      const before = await mailsSoFar(service);
      const forged = await visitor.post(`${linkOfTwice}/code`, { fullName: twice.name, places: await linkIdOf(prefet) }, linkOfTwice);
      expect(forged.status).toBe(409);
      await nothingLeft(service.database, ['round']);
      expect(service.mailbox.mails.slice(before)).toEqual([]);

      const code = await codeFor(service, visitor, linkOfTwice, twice);
      const signed = await visitor.post(`${linkOfTwice}/signature`, { fullName: twice.name, code, places: await linkIdOf(prefet) }, `${linkOfTwice}/code`);
      expect(signed.text).toContain('C’est signé');
      expect(signed.text).toContain(`Niveau ${simple}`);
      expect((await slotOf(twice)).means).toBe('simple');
      expect((await slotOf(prefet)).state).toBe('invited');
      // The very code that has just signed, at the place where none does.
      expect((await visitor.post(`${link}/signature`, { fullName: prefet.name, code }, link)).status).toBe(409);
      expect((await slotOf(prefet)).state).toBe('invited');
    });
  });

  test('signé à la main, le papier enregistré, la tournée est scellée, et chaque signature est dite ce qu’elle est', async () => {
    for (const signer of others.filter(({ slotId }) => slotId !== twice.slotId)) await sign(service, signer);
    const page = `/tournees/${id}/emplacements/${prefet.slotId}/signataires/${(await slotOf(prefet)).signatoryId}`;
    expect((await clerk.get(page)).text).toContain(askedOfPrefet);
    const body = new FormData();
    body.append('_csrf', /name="_csrf" value="([^"]+)"/.exec((await clerk.get(page)).html)?.[1] ?? '');
    body.append('signedOn', '2026-11-24');
    body.append('scan', new Blob([new Uint8Array(Buffer.from('%PDF-1.7 signé par le préfet'))]), 'prefet.pdf');
    await clerk['request'](`${page}/papier`, { method: 'POST', body });
    expect(await slotOf(prefet)).toMatchObject({ state: 'approved', means: 'handwritten', level: 'strong' });
    await until(service, id, 'sealed');

    const pdf = (await clerk.get(`/tournees/${id}/document.pdf`)).bytes;
    const { signatures } = await verifyPdf(pdf, { anchors: [], at: service.clock.now() });
    const reasonOf = (signer: Signer) => signatures.find(({ field }) => field === signer.slotId)!.reason;
    expect(reasonOf(prefet)).toMatch(/^Signature manuscrite de /);
    expect(reasonOf(twice)).toContain('signature électronique simple');

    const verified = await new Visitor(service.url).upload('/verifier', 'document', { name: 'convention.pdf', type: 'application/pdf', content: pdf });
    expect(verified.text).toContain('Niveau juridique : signature manuscrite, donnée sur papier');
    expect(verified.text).toContain('Niveau juridique : signature électronique simple, donnée par lien personnel et code.');
    expect(verified.text).toContain('C’est un format de conservation, pas un niveau juridique.');
  });
});

describe('en production, tant que l’exploitant n’a rien choisi', () => {
  let production: Service;
  beforeAll(async () => {
    production = await startService({ settings: { PARAPHE_MODE: 'production', PARAPHE_SECRET: Buffer.alloc(32, 7).toString('base64url'), SIGNATURE_LEVEL_GESTIONNAIRE: 'simple' } });
    clerk = await clerkIn(production);
    id = await openDraft(production, clerk, 1);
  });
  afterAll(() => production?.stop());

  test('les contrôles nomment ce qui manque, et qui le décide', async () => {
    const { text } = await clerk.get(`/tournees/${id}/controles`);
    expect(text).toContain('Le niveau de signature n’est pas choisi pour le préfet et les partenaires. C’est à l’exploitant du service d’en décider avant la première tournée, par SIGNATURE_LEVEL_PREFET et SIGNATURE_LEVEL_PARTENAIRE ; aucun n’est choisi par défaut.');
    expect((await clerk.get(`/tournees/${id}/lancer`)).path).toBe(`/tournees/${id}/controles`);
  });

  test('la tournée n’est pas lancée', async () => {
    const page = await clerk.post(`/tournees/${id}/lancer`, { collectUntil: '2026-12-24', termEndsOn: '2027-12-31' }, `/tournees/${id}/parties`);
    expect(page.status).toBe(409);
    expect(page.text).toContain('SIGNATURE_LEVEL_PREFET');
    expect((await production.db.withIdentity(observer, (tx) => loadRound(tx, id))).state).toBe('draft');
    const lines = await production.database.superuser<{ event: string; payload: object }>('select event, payload from journal where subject_id = $1 order by rank', [id]);
    expect(lines.at(-1)).toMatchObject({ event: 'refused.launch', payload: { refusal: 'levels_unchosen' } });
  });

  test('un acte n’est pas ouvert à la signature, sauf s’il n’appelle que des rôles dont le niveau est choisi', async () => {
    const actor: Actor = { kind: 'account', id: '00000000-0000-4000-8000-000000000001', departement: '48', role: 'prefecture', organisation: null };
    const acts = production.web.get(RoundActs, { strict: false });
    const seats = seatsOf(demonstrationDossier()).map((seat) => ({ ...seat, group: 1 }));
    const undone = new Error('nothing of it is kept');
    const opened = async (college: string) => {
      let answer: unknown;
      await production.db.withIdentity(actor, async (tx) => {
        answer = await acts.open(tx, actOf(college), actor);
        throw undone;
      }).catch((fault: unknown) => {
        if (fault !== undone) throw fault;
      });
      return answer;
    };
    const actOf = (college: string): OpenAct => ({
      act: { kind: 'amendment', id: '00000000-0000-4000-8000-00000000000a', agreementId: '00000000-0000-4000-8000-00000000000b', agreementNumber: 'CDFS-48-2026-009', label: 'avenant nᵒ 1', title: 'Avenant nᵒ 1', template: 'avenant', data: {} },
      number: 'CDFS-48-2026-009-A1', departementCode: '48', seats: seats.filter((seat) => seat.college === college).slice(0, 1), collectUntil: legalDay('2026-12-24'),
    });
    expect(await opened('prefet')).toEqual({ ok: false, refusal: 'levels_unchosen' });
    expect(await opened('partenaire_national')).toEqual({ ok: false, refusal: 'levels_unchosen' });
    expect(await opened('gestionnaire')).toMatchObject({ ok: true });
  });
});
