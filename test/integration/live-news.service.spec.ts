import { randomUUID } from 'node:crypto';
import { firstValueFrom } from 'rxjs';
import { seatKey } from '#libs/domain';
import type { Routing } from '#libs/domain';
import { RoundLaunch } from '#libs/features/round';
import type { Actor } from '#libs/platform';
import { RoundRouting } from '../../libs/features/src/round/round.routing.js';
import { startService } from '../support/service.js';
import type { Service } from '../support/service.js';

const clerk: Actor = { kind: 'account', id: '00000000-0000-4000-8000-000000000048', departement: '48', role: 'prefecture', organisation: null };

let service: Service;
/** Two rounds with somebody who signs in each, and one that nothing is about. */
let here: string;
let there: string;
let elsewhere: string;
let one: string;
let other: string;
beforeAll(async () => {
  service = await startService({ idle: true });
  const launch = service.web.get(RoundLaunch);
  [here, there, elsewhere] = [await launch.open('48', clerk, 1), await launch.open('48', clerk, 1), await launch.open('48', clerk, 1)];
  [one, other] = [await signatoryIn(here), await signatoryIn(there)];
});
afterAll(() => service?.stop());

const sql = <T extends object>(text: string, values: unknown[] = []) => service.database.superuser<T>(text, values);

async function signatoryIn(roundId: string): Promise<string> {
  const id = randomUUID();
  await sql(`insert into signatory (id, round_id, body_id, civility, first_name, last_name, quality, email) values ($1, $2, 'body', 'Mme', 'Odile', 'Faure', 'maire', 'o.faure@mairie.example')`, [id, roundId]);
  return id;
}

async function mailOf(kind: string, recipient: { kind: string; id: string }, roundId = here): Promise<string> {
  const id = randomUUID();
  await sql(`insert into mail (id, subject, subject_id, kind, recipient_kind, recipient_id, template_version, message_id, state, created_at) values ($1, 'round', $2, $3, $4, $5, '1', $6, 'sending', $7)`, [id, roundId, kind, recipient.kind, recipient.id, `<${id}@paraphe.example>`, service.clock.now()]);
  return id;
}
const isTaken = (mailId: string) => sql(`update mail set state = 'sent', attempts = attempts + 1 where id = $1`, [mailId]);
const isReportedOn = (mailId: string) => sql(`insert into mail_report (id, mail_id, source, action, status, diagnostic, content_hash, received_at) values ($1, $2, 'report', 'failed', '5.1.1', '550 unknown', $3, $4)`, [randomUUID(), mailId, randomUUID(), service.clock.now()]);

/** How many times the pages of the three rounds are told to look again while that is done. */
async function news(act: () => Promise<unknown>): Promise<[here: number, there: number, elsewhere: number]> {
  const told: [number, number, number] = [0, 0, 0];
  const subscriptions = [here, there, elsewhere].map((id, at) => service.live.of('round', id).subscribe(() => void told[at]!++));
  await act();
  // What is told comes in the order of the commits: once this has come, all that was told before it has.
  const last = randomUUID();
  const come = firstValueFrom(service.live.of('nothing', last));
  await sql(`select pg_notify('changes', $1)`, [JSON.stringify({ subject: 'nothing', id: last })]);
  await come;
  subscriptions.forEach((subscription) => subscription.unsubscribe());
  return told;
}

test('l’ordre de signature que l’on change se voit sur la page de la tournée, et sur aucune autre ; un choix refusé ne se voit pas', async () => {
  const { openSeats } = await service.web.get(RoundLaunch).checks(here, clerk);
  const routing = service.web.get(RoundRouting);
  const choose = (chosen: Routing) => routing.choose(here, chosen, openSeats, clerk);
  const last = Object.fromEntries(openSeats.filter(({ college }) => college === 'gestionnaire').map((seat) => [seatKey(seat), { group: 2, asked: 'first' as const }]));
  expect(Object.keys(last)).not.toEqual([]);
  expect(await news(() => choose(last))).toEqual([1, 0, 0]);
  expect(await news(() => choose({}))).toEqual([1, 0, 0]);
  const prefet = openSeats.find(({ college }) => college === 'prefet')!;
  expect(await news(async () => expect(await choose({ [seatKey(prefet)]: { group: 4, asked: 'first' } })).not.toEqual([]))).toEqual([0, 0, 0]);
});

test('l’invitation et le nouveau lien que le serveur d’envoi prend se voient, une fois', async () => {
  for (const kind of ['signature.invitation', 'signature.fresh_link']) {
    const mailId = await mailOf(kind, { kind: 'signatory', id: one });
    expect(await news(() => isTaken(mailId))).toEqual([1, 0, 0]);
    expect(await news(() => isTaken(mailId))).toEqual([0, 0, 0]);
  }
});

test('un code, une copie ne changent rien à la page : personne n’est dérangé', async () => {
  for (const kind of ['signature.code', 'signature.copy']) {
    const mailId = await mailOf(kind, { kind: 'signatory', id: one });
    expect(await news(() => isTaken(mailId))).toEqual([0, 0, 0]);
  }
});

test('ce qu’un serveur dit d’un courriel se voit dans la tournée de son destinataire', async () => {
  const mailId = await mailOf('signature.invitation', { kind: 'signatory', id: other }, there);
  expect(await news(() => isReportedOn(mailId))).toEqual([0, 1, 0]);
  const toClerk = await mailOf('round.blocked', { kind: 'account', id: clerk.id });
  expect(await news(() => isReportedOn(toClerk))).toEqual([0, 0, 0]);
});

test('d’un rappel qui vaut pour deux tournées, l’une et l’autre le savent, une fois', async () => {
  const mailId = await mailOf('correspondence.digest', { kind: 'correspondent', id: 'an address that is not kept' });
  for (const [signatoryId, roundId] of [[one, here], [other, there]]) await sql('insert into mail_cover (mail_id, signatory_id, round_id, created_at) values ($1, $2, $3, $4)', [mailId, signatoryId, roundId, service.clock.now()]);
  expect(await news(() => isTaken(mailId))).toEqual([1, 1, 0]);
  expect(await news(() => isReportedOn(mailId))).toEqual([1, 1, 0]);
});

test('d’une invitation à deux tournées, l’une et l’autre le savent, quelle que soit celle qui l’a envoyée', async () => {
  const mailId = await mailOf('signature.invitation', { kind: 'correspondent', id: 'an address that is not kept' }, elsewhere);
  for (const [signatoryId, roundId] of [[one, here], [other, there]]) await sql('insert into mail_cover (mail_id, signatory_id, round_id, effect_id, created_at) values ($1, $2, $3, $4, $5)', [mailId, signatoryId, roundId, randomUUID(), service.clock.now()]);
  expect(await news(() => isTaken(mailId))).toEqual([1, 1, 1]);
  expect(await news(() => isReportedOn(mailId))).toEqual([1, 1, 0]);
});
