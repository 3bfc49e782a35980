import { jest } from '@jest/globals';
import { attachedFiles } from '#libs/documents';
import { maskedMobile, shownMobile } from '#libs/domain';
import { evidenceSchema, verifyEvidence } from '#libs/features/evidence';
import type { Evidence } from '#libs/features/evidence';
import { EffectRegistry } from '#libs/platform';
import { codeFor, invitationOf, mailsSoFar, sign, until } from '../support/actors.js';
import { nothingLeft, until as soon } from '../support/patience.js';
import type { Service } from '../support/service.js';
import { SmsRound, digitsIn, masked } from '../support/sms-round.js';
import type { SmsPlace } from '../support/sms-round.js';
import type { Telephones } from '../support/telephones.js';
import { Visitor } from '../support/visitor.js';
import type { Page } from '../support/visitor.js';

jest.setTimeout(900_000);

let telephones: Telephones;
let service: Service;
let round: SmsRound;
let clerk: Visitor;
let id: string;
let places: readonly SmsPlace[];
/** What the programs printed. */
const printed: string[] = [];

const sql = <T extends object>(text: string, values: unknown[] = []) => service.database.superuser<T>(text, values);
const seen = (page: Page) => page.text;
const smsRows = () => sql<{ id: string; state: string; masked_number: string; attempts: number; gateway_status: number | null }>('select * from sms order by created_at, id');

beforeAll(async () => {
  for (const stream of [process.stdout, process.stderr]) {
    const write = stream.write.bind(stream) as (chunk: string | Uint8Array, ...rest: never[]) => boolean;
    jest.spyOn(stream, 'write').mockImplementation(((chunk: string | Uint8Array, ...rest: never[]) => (printed.push(String(chunk)), write(chunk, ...rest))) as never);
  }
  round = await SmsRound.open();
  ({ telephones, service, clerk, id, places } = round);
});
afterAll(async () => {
  await round?.close();
  jest.restoreAllMocks();
});
afterEach(() => {
  telephones.welcome = () => 'takes';
});

describe('signer avec un code reçu par SMS', () => {
  test('la page offre le courriel, coché, ou le SMS ; le numéro n’y est que masqué', async () => {
    const [place] = places as [SmsPlace];
    const page = await new Visitor(service.url).get(place.link);
    expect(seen(page)).toContain(`Par SMS, au ${masked(place)}`);
    expect(page.html).toMatch(/name="channel" value="mail" checked/);
    expect(page.html).not.toMatch(/name="channel" value="sms" checked/);
    for (const written of [place.mobile, place.mobile.slice(1), shownMobile(place.mobile)]) expect(page.html).not.toContain(written);
    expect((await new Visitor(service.url).get(`${place.link}/en-attente`)).text).toContain('un code reçu par courriel ou par SMS');
  });

  test('le code part au numéro de la personne, et à lui seul ; un faux ne signe pas, le bon signe', async () => {
    const [place] = places as [SmsPlace];
    const before = await mailsSoFar(service);
    const visitor = new Visitor(service.url);
    const page = await round.ask(visitor, place, 'sms');
    expect(seen(page)).toContain(`Un code à six chiffres a été envoyé par SMS au ${masked(place)}`);
    const message = await telephones.receive(({ to }) => to === place.mobile);
    expect(message.text).toContain('est votre code pour signer la convention, pour "');
    expect(message.text).toMatch(/Valable 10 minutes\. Ne le donnez à personne\.$/);
    await nothingLeft(service.database, ['round']);
    expect(service.mailbox.mails.slice(before)).toEqual([]);
    expect(telephones.messages).toHaveLength(1);
    expect(await smsRows()).toMatchObject([{ id: message.reference, state: 'accepted', masked_number: maskedMobile(place.mobile), attempts: 1, gateway_status: 202 }]);

    const code = digitsIn(message.text);
    const wrong = await round.signWith(visitor, place, code === '000000' ? '000001' : '000000');
    expect(wrong.status).toBe(422);
    expect(seen(wrong)).toContain('Ce code n’est pas le bon');
    expect(seen(wrong)).toContain('Il vous reste 4 essais');
    expect(seen(await round.signWith(visitor, place, code))).toContain('Merci');
    expect(await round.approvalOf(place)).toMatchObject({ code_channel: 'sms' });
  });

  test('qui n’a pas de numéro n’a pas le choix, et un formulaire forgé n’envoie rien', async () => {
    const place = places[1]!;
    await sql('update signatory set mobile = null where email = $1', [place.email]);
    const page = await new Visitor(service.url).get(place.link);
    expect(page.html).not.toContain('name="channel"');
    expect(seen(page)).not.toContain('SMS');
    const [before, asked] = [await mailsSoFar(service), telephones.handedOver.length];
    const refused = await round.ask(new Visitor(service.url), place, 'sms');
    expect(refused.status).toBe(422);
    expect(seen(refused)).toContain('Aucun code ne peut partir par SMS à ce numéro');
    await nothingLeft(service.database, ['round']);
    expect([service.mailbox.mails.length, telephones.handedOver.length]).toEqual([before, asked]);
    expect(await sql('select 1 from code join link on link.id = link_id where slot_id = $1', [place.slotId])).toEqual([]);
  });

  test('un numéro gardé qui n’en est pas un ne reçoit rien : la base refuse tout autre texte', async () => {
    const place = places[1]!;
    for (const hostile of ['+33612345678\r\nTo: +33699999999', '0612345678', '+33612345678,+33699999999', '+3361234567a']) {
      await expect(sql('update signatory set mobile = $2 where email = $1', [place.email, hostile])).rejects.toThrow(/check/);
    }
    await sql('update signatory set mobile = $2 where email = $1', [place.email, '+33145678901']);
    expect((await new Visitor(service.url).get(place.link)).html).not.toContain('name="channel"');
  });

  test('on change de voie en redemandant un code : le premier ne vaut plus', async () => {
    const place = places[2]!;
    const visitor = new Visitor(service.url);
    await round.ask(visitor, place, 'sms');
    const first = digitsIn((await telephones.receive(({ to }) => to === place.mobile)).text);
    service.clock.moveTo(new Date(service.clock.now().getTime() + 61_000));
    const page = await visitor.get(`${place.link}/code`);
    expect(page.html).toMatch(/name="channel" value="sms" checked/);
    const before = await mailsSoFar(service);
    await round.fromCodePage(visitor, place, 'code', { channel: 'mail' });
    const mail = await service.mailbox.receive(({ to, subject }) => to === place.email && subject.includes('code'), before);
    expect(seen(await visitor.get(`${place.link}/code`))).toMatch(/Un code à six chiffres a été envoyé à .•••••/);
    if (digitsIn(mail.text) !== first) expect((await round.signWith(visitor, place, first)).status).toBe(422);
    expect(seen(await round.signWith(visitor, place, digitsIn(mail.text)))).toContain('Merci');
    expect(await round.approvalOf(place)).toMatchObject({ code_channel: 'mail' });
  });

  test('passerelle en panne, puis remise : le même message part, sous la même référence, une fois', async () => {
    const place = places[3]!;
    telephones.welcome = () => 'is_down';
    const [tried, received] = [telephones.handedOver.length, telephones.messages.length];
    const visitor = new Visitor(service.url);
    await round.ask(visitor, place, 'sms');
    await telephones.tried(tried + 2);
    await soon(async () => (await sql(`select 1 from outbox where last_error = 'DiscreetError: the SMS gateway answers 503'`)).length === 1, 'the fault is told');
    telephones.welcome = () => 'takes';
    const message = await telephones.receive(({ to }) => to === place.mobile);
    await nothingLeft(service.database, ['round']);
    const tries = telephones.handedOver.slice(tried);
    expect(new Set(tries.map(({ to, text, reference }) => `${to} ${text} ${reference}`)).size).toBe(1);
    expect(tries.every(({ headers, reference }) => headers['idempotency-key'] === reference)).toBe(true);
    expect(telephones.messages).toHaveLength(received + 1);
    expect((await smsRows()).find(({ id: row }) => row === message.reference)).toMatchObject({ state: 'accepted', attempts: tries.length });
    expect(seen(await round.signWith(visitor, place, digitsIn(message.text)))).toContain('Merci');
  });

  test('la ligne coupée après la prise, ou l’effet joué deux fois : la personne reçoit un seul message', async () => {
    const place = places[4]!;
    telephones.welcome = () => (telephones.messages.some(({ to }) => to === place.mobile) ? 'takes' : 'hangs_up');
    const received = telephones.messages.length;
    const visitor = new Visitor(service.url);
    await round.ask(visitor, place, 'sms');
    const message = await telephones.receive(({ to }) => to === place.mobile);
    await nothingLeft(service.database, ['round']);
    const tried = telephones.handedOver.length;
    expect(telephones.handedOver.filter(({ reference }) => reference === message.reference).length).toBeGreaterThan(1);
    const [row] = await sql<{ effect: { type: string }; created_at: Date }>('select effect, created_at from outbox where id = $1', [message.reference]);
    await service.worker.get(EffectRegistry).handlerOf('round', 'sendSms').run({ id: message.reference, subject: 'round', subjectId: id, effect: row!.effect, createdAt: row!.created_at }, async () => undefined);
    expect([telephones.handedOver.length, telephones.messages.length]).toEqual([tried, received + 1]);
    expect(seen(await round.signWith(visitor, place, digitsIn(message.text)))).toContain('Merci');
  });

  test('un numéro que la passerelle refuse n’est pas retenté : la personne et la préfecture le voient, un courriel peut partir aussitôt', async () => {
    const place = places[5]!;
    telephones.welcome = () => 'refuses';
    const tried = telephones.handedOver.length;
    const visitor = new Visitor(service.url);
    await round.ask(visitor, place, 'sms');
    await telephones.tried(tried + 1);
    await nothingLeft(service.database, ['round']);
    expect(telephones.handedOver).toHaveLength(tried + 1);
    expect(await sql(`select payload from journal where event = 'refused.sms' and payload->>'slotId' = $1`, [place.slotId])).toMatchObject([{ payload: { status: 422 } }]);
    const page = await visitor.get(`${place.link}/code`);
    expect(seen(page)).toContain(`Aucun SMS ne peut être envoyé au ${masked(place)}`);
    expect(page.html).toMatch(/name="channel" value="mail" checked/);
    expect(seen(await clerk.get(`/tournees/${id}`))).toContain('SMS refusé par l’opérateur');
    service.clock.moveTo(new Date(service.clock.now().getTime() + 1_000));
    const before = await mailsSoFar(service);
    await round.fromCodePage(visitor, place, 'code');
    const mail = await service.mailbox.receive(({ to, subject }) => to === place.email && subject.includes('code'), before);
    expect(seen(await round.signWith(visitor, place, digitsIn(mail.text)))).toContain('Merci');
  });

  test('trop tard pour servir, un code n’est pas envoyé', async () => {
    const place = places[6]!;
    telephones.welcome = () => 'is_down';
    const tried = telephones.handedOver.length;
    await round.ask(new Visitor(service.url), place, 'sms');
    await telephones.tried(tried + 1);
    service.clock.moveTo(new Date(service.clock.now().getTime() + 11 * 60_000));
    telephones.welcome = () => 'takes';
    await nothingLeft(service.database, ['round']);
    expect(telephones.messages.filter(({ to }) => to === place.mobile)).toEqual([]);
  });

  test('retenu par la passerelle, un code ne part plus si un autre a été demandé depuis', async () => {
    const place = places[6]!;
    const visitor = new Visitor(service.url);
    telephones.welcome = () => 'is_down';
    const tried = telephones.handedOver.length;
    await round.ask(visitor, place, 'sms');
    await telephones.tried(tried + 1);
    service.clock.moveTo(new Date(service.clock.now().getTime() + 61_000));
    telephones.welcome = () => 'takes';
    await round.ask(visitor, place, 'sms');
    await nothingLeft(service.database, ['round']);
    expect(telephones.messages.filter(({ to }) => to === place.mobile)).toHaveLength(1);
    const [latest] = await sql<{ id: string }>('select code.id from code join link on link.id = link_id where slot_id = $1 order by code.created_at desc limit 1', [place.slotId]);
    expect(await sql(`select state from sms where code_id = $1`, [latest!.id])).toEqual([{ state: 'accepted' }]);
  });

  test('un téléphone ne reçoit que dix SMS par jour ; le courriel reste', async () => {
    const place = places[6]!;
    const earlier = new Date(service.clock.now().getTime() - 2 * 3_600_000);
    await sql(
      `with asked as (insert into code (id, link_id, typed_name, channel, created_at, expires_at) select gen_random_uuid(), link.id, 'x', 'sms', $2, $2 from generate_series(1, 10), (select id from link where slot_id = $1 limit 1) link returning id, link_id)
       insert into sms (id, round_id, signatory_id, code_id, masked_number, template_version, state, attempts, created_at)
       select gen_random_uuid(), link.round_id, link.signatory_id, asked.id, '06 •• •• •• 00', '1', 'sending', 1, $2 from asked join link on link.id = asked.link_id`, [place.slotId, earlier]);
    const visitor = new Visitor(service.url);
    const refused = await round.ask(visitor, place, 'sms');
    expect([refused.status, seen(refused)]).toEqual([429, expect.stringContaining('Trop de SMS ont été envoyés à ce numéro')]);
    expect(seen(await round.ask(visitor, place, 'mail'))).toContain('Un code à six chiffres a été envoyé');
    // Nobody asked for those: the evidence would say so.
    await sql(`delete from sms using code where code.id = sms.code_id and code.typed_name = 'x'`);
    await sql(`delete from code where typed_name = 'x'`);
    service.clock.moveTo(new Date(service.clock.now().getTime() + 61_000));
  });

  test('une personne en deux qualités : un seul SMS, au numéro de la page, nomme et signe les deux', async () => {
    const [here, beside] = [places[7]!, places[8]!];
    await sql('update signatory set (first_name, last_name, email) = (select first_name, last_name, email from signatory s where s.round_id = $1 and s.email = $2) where round_id = $1 and email = $3', [id, here.email, beside.email]);
    const received = telephones.messages.length;
    const visitor = new Visitor(service.url);
    const boxes = [...(await visitor.get(here.link)).html.matchAll(/name="places" value="([^"]+)"/g)].map(([, value]): [string, string] => ['places', value!]);
    expect(boxes).toHaveLength(1);
    const refused = await round.ask(visitor, here, 'sms', boxes);
    expect([refused.status, seen(refused)]).toEqual([422, expect.stringContaining('n’a pas le même numéro')]);
    await sql('update signatory set mobile = $1 where round_id = $2 and email = $3', [here.mobile, id, here.email]);
    const page = await round.ask(visitor, here, 'sms', boxes);
    expect(seen(page)).toContain(`par SMS au ${masked(here)}`);
    const message = await telephones.receive(({ to }) => to === here.mobile);
    await nothingLeft(service.database, ['round']);
    expect(telephones.messages).toHaveLength(received + 1);
    expect(message.text.match(/pour "/g)).toHaveLength(2);
    // Seen from the other place, the code went where it went.
    expect(seen(await new Visitor(service.url).get(`${beside.link}/code`))).toContain(`par SMS au ${masked(here)}`);
    expect(seen(await round.signWith(visitor, here, digitsIn(message.text)))).toContain('Merci');
    expect([(await round.approvalOf(here))?.code_channel, (await round.approvalOf(beside))?.code_channel]).toEqual(['sms', 'sms']);
  });
});

describe('à la fin', () => {
  let evidence: Evidence;

  test('la tournée se scelle, et le dossier de preuve dit par où chaque code est parti', async () => {
    for (const place of places) {
      if (await round.approvalOf(place)) continue;
      const link = await invitationOf(service, place);
      const visitor = new Visitor(service.url);
      await visitor.post(`${link}/signature`, { fullName: place.name, code: await codeFor(service, visitor, link, place) }, `${link}/code`);
    }
    await sign(service, round.prefet);
    await until(service, id, 'sealed');
    await soon(async () => (await sql('select 1 from evidence where round_id = $1', [id])).length > 0, 'the evidence is made');
    const pdf = (await clerk.get(`/tournees/${id}/preuve.pdf`)).bytes;
    const document = (await clerk.get(`/tournees/${id}/document.pdf`)).bytes;
    evidence = evidenceSchema.parse(JSON.parse((await attachedFiles(pdf))[0]!.bytes.toString('utf8')));
    expect((await verifyEvidence({ evidence: pdf, document, trustPem: evidence.trust.rootPem }, service.clock.now())).checks.filter(({ ok }) => !ok)).toEqual([]);
    const used = evidence.signatories.map(({ approval, codes }) => codes.find(({ id: code }) => code === approval?.codeId)!);
    expect(used.filter(({ channel }) => channel === 'sms').length).toBeGreaterThanOrEqual(5);
    for (const { channel, sms } of used) expect([channel, sms?.state ?? null]).toEqual(channel === 'sms' ? ['sms', 'accepted'] : ['mail', null]);
    for (const { approval, codes, identification } of evidence.signatories) {
      expect(identification.includes('code envoyé au numéro de téléphone')).toBe(codes.find(({ id: code }) => code === approval?.codeId)!.channel === 'sms');
    }
  });

  test('aucun code, aucun numéro entier ne traîne : ni journal, ni effet, ni trace de message, ni objet de courriel, ni preuve, ni ligne imprimée', async () => {
    const codes = telephones.messages.map(({ text }) => digitsIn(text));
    const numbers = [...new Set(telephones.handedOver.map(({ to }) => to))];
    const kept = (await sql<{ row: string }>(
      `select journal::text as row from journal union all select outbox::text from outbox union all select mail::text from mail union all select sms::text from sms union all select code::text from code union all select approval::text from approval`,
    )).map(({ row }) => row).join('\n');
    const told = [kept, service.mailbox.mails.map(({ subject }) => subject).join('\n'), JSON.stringify(evidence), printed.join('')];
    for (const text of told) {
      for (const code of codes) expect(new RegExp(`(?<![\\w.-])${code}(?![\\w.-])`).test(text)).toBe(false);
      for (const number of numbers) for (const written of [number, number.slice(1), shownMobile(number)]) expect(text.includes(written)).toBe(false);
      for (const { text: message } of telephones.messages) expect(text.includes(message)).toBe(false);
    }
    expect(printed.join('')).not.toContain(telephones.token);
  });

  test('la personne retrouve son numéro parmi ce qui est gardé d’elle', async () => {
    const place = places[0]!;
    const before = service.mailbox.mails.length;
    await new Visitor(service.url).post('/donnees-personnelles/demande', { email: place.email });
    const mail = await service.mailbox.receive(({ to, text }) => to === place.email && text.includes('/donnees-personnelles/demande/'), before);
    const page = await new Visitor(service.url).get(/https?:\/\/\S+\/donnees-personnelles\/demande\/\S+/.exec(mail.text)![0]);
    expect(page.text).toContain(shownMobile(place.mobile).replace(/\s/g, ' '));
    expect(page.text).toContain('1 SMS envoyé');
  });
});
