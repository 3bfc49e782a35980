import { loadRound } from '#libs/features/round';
import { systemActor } from '#libs/platform';
import { mailsSoFar, openDraft, signersOf, until } from './actors.js';
import type { Signer } from './actors.js';
import type { Service } from './service.js';
import type { Visitor } from './visitor.js';

/** A project whose text is frozen. `signers`: of the bodies that deliberate; `links`: the page of each, by its name. */
export type FrozenProject = { id: string; signers: Signer[]; links: Readonly<Record<string, string>> };

/** Nobody answers, the préfecture goes on without them, and the text is assembled. */
export async function frozenProject(service: Service, clerk: Visitor, structures: number): Promise<FrozenProject> {
  const id = await openDraft(service, clerk, structures);
  const project = `/tournees/${id}/projet`;
  const round = () => service.db.withIdentity(systemActor('test'), (tx) => loadRound(tx, id));
  await clerk.post(project, {}, `/tournees/${id}/lancer`);
  for (const { bodyId } of (await round()).facts.confirmations) await clerk.post(`${project}/dispenses`, { bodyId, waiverReason: 'Confirmé par téléphone ce matin.' }, project);
  const before = await mailsSoFar(service);
  await clerk.post(`${project}/arret`, { termEndsOn: '2027-12-31' }, project);
  await until(service, id, 'project', 90_000);
  const bodies = (await round()).dossier!.gestionnaires.filter(({ kind }) => kind === 'commune' || kind === 'epci' || kind === 'departement');
  const links: Record<string, string> = {};
  for (const { name } of bodies) links[name] = /\/projet\/[\w-]+(?=\/projet-de)/.exec((await service.mailbox.receive(({ text }) => text.includes(name) && text.includes('projet-de-deliberation.docx'), before)).text)![0];
  return { id, links, signers: (await signersOf(service, id)).filter(({ bodyName, college }) => college === 'gestionnaire' && links[bodyName]) };
}
