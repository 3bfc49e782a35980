import { randomUUID } from 'node:crypto';
import type { Demarche, MandateDuration } from '#libs/domain';
import { MandateSecrets, mandateById } from '#libs/features/mandate';
import { systemActor } from '#libs/platform';
import { ApiClient, grantedToken } from './api-client.js';
import type { Answer } from './api-client.js';
import type { Service } from './service.js';

/** An agent of a structure, and the program that speaks in their name. */
export type MandateAgent = { api: ApiClient; accountId: string; structureId: string };
export type Shown = { id: string; number: string; state: string; sentence: string; scope: { demarche: Demarche; partners: string[] }[]; endsOn: string | null; endsAt: string | null; signedAt: string | null; acts: number; takenOver: { demarche: string; by: string; at: string }[]; end: { how: string; at: string; on: string; detail: string | null; occurredOn: string | null } | null };

export const somebody = { familyName: 'Chastanier', givenNames: 'Odette Marie', birthDate: '1948-03-17', birthPlace: 'Florac', address: '4 rue du Pêcher, 48400 Florac', phone: null, email: null };
export type Somebody = Omit<typeof somebody, 'phone' | 'email'> & { phone: string | null; email: string | null };
/** All that a tablet needs to sign: given names, then the name. */
export const fullName = ({ givenNames, familyName }: Pick<Somebody, 'givenNames' | 'familyName'>) => `${givenNames} ${familyName}`;

/** A new agent of that structure of that département. */
export async function agentOf(service: Service, structureId: string, departementCode = '48'): Promise<MandateAgent> {
  const accountId = randomUUID();
  await service.database.superuser('insert into account (id, email, full_name, created_at) values ($1, $2, $3, $4)', [accountId, `${accountId}@france-services.example`, 'Nadège Roumégous', service.clock.now()]);
  await service.database.superuser(`insert into membership (id, account_id, role, departement_code, organisation_id, created_at, created_by) values ($1, $2, 'agent', $3, $4, $5, 'test')`, [randomUUID(), accountId, departementCode, structureId, service.clock.now()]);
  const token = await grantedToken(service, { role: 'agent', organisationId: structureId, accountId, departementCode });
  return { api: new ApiClient(`${service.url}/api/v1`, token), accountId, structureId };
}

export const started = { items: ['controller', 'purpose', 'recipients', 'rights'], ability: 'able', place: 'on_site' };

export function start({ api, accountId }: MandateAgent, change: Record<string, unknown> = {}): Promise<Answer> {
  return api.post('/mandates', { ...started, agentId: accountId, ...change });
}

export function identify({ api }: MandateAgent, id: string, person: Somebody = somebody): Promise<Answer> {
  return api.post(`/mandates/${id}/identity`, { ...person, document: 'identity_card' });
}

/** The first partner that each démarche may be brought to, here. */
export async function partnerIn({ api }: MandateAgent): Promise<string> {
  return ((await api.get('/mandates/standing')).json as { partners: { id: string }[] }).partners[0]!.id;
}

export async function define(agent: MandateAgent, id: string, { demarches = ['family'], duration = 'six_months', words = 'Refaire le dossier d’allocation logement.' }: { demarches?: readonly Demarche[]; duration?: MandateDuration; words?: string } = {}): Promise<Answer> {
  const partner = await partnerIn(agent);
  return agent.api.post(`/mandates/${id}/scope`, { duration, scope: demarches.map((demarche) => ({ demarche, actions: true, dataRequests: false, partners: [partner], words })) });
}

/** When the scope that was read was defined; empty as long as it is not. */
export async function definedAt({ api }: MandateAgent, id: string): Promise<string> {
  return ((await api.get(`/mandates/${id}`)).json as { definedAt: string | null }).definedAt ?? '';
}

export async function sign(agent: MandateAgent, id: string, typedName = fullName(somebody)): Promise<Answer> {
  return agent.api.post(`/mandates/${id}/signature`, { place: 'on_site', definedAt: await definedAt(agent, id), typedName });
}

/** From the first words to the signature on a tablet. */
export async function issue(agent: MandateAgent, { person = somebody, ...scope }: { person?: Somebody; demarches?: readonly Demarche[]; duration?: MandateDuration; words?: string } = {}): Promise<Shown> {
  const { id } = ok(await start(agent), 201);
  ok(await identify(agent, id, person));
  ok(await define(agent, id, scope));
  return ok(await sign(agent, id, fullName(person)));
}

export function ok({ status, json, text }: Answer, expected = 200): Shown {
  if (status !== expected) throw new Error(`Answered ${status}: ${text}`);
  return json as unknown as Shown;
}

export const refusedBy = ({ status, json }: Answer): [number, unknown] => [status, json.code];
export const personCalled = (familyName: string): Somebody => ({ ...somebody, familyName });

export type Detailed = Shown & { person: { familyName: string } | null; notes: { text: string }[]; steps: { code: string }[]; proofs: { kind: string; sha256: string }[]; actsDone: { at: string }[] };

export async function detailOf({ api }: MandateAgent, id: string): Promise<Detailed> {
  return (await api.get(`/mandates/${id}`)).json as unknown as Detailed;
}

export async function act(agent: MandateAgent, id: string, change: Record<string, unknown> = {}): Promise<Answer> {
  return agent.api.post(`/mandates/${id}/acts`, { demarche: 'family', kind: 'action', partner: await partnerIn(agent), agentId: agent.accountId, ...change });
}

/** As it is printed on the person's original, without its dashes. */
export function codeOf(service: Service, id: string): Promise<string> {
  return service.db.withIdentity(systemActor('test'), async (tx) => (await service.web.get(MandateSecrets).code(tx, (await mandateById(tx, id))!))!);
}
