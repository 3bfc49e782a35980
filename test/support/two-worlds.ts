import { randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { demonstrationDossier, nationalPartnerId, saveDepartement, saveGestionnaire, saveLocalPartner, saveNationalPartner, saveOffer, saveReferent, saveStructure } from '#libs/features/directory';
import { ModelVersions } from '#libs/features/model';
import { RoundLaunch } from '#libs/features/round';
import { Storage, systemActor } from '#libs/platform';
import type { Dossier, Role } from '#libs/domain';
import { livingAgreement } from './living-agreement.js';
import { generateRows, generatedFile } from './generated-rows.js';
import type { PickedRows } from './generated-rows.js';
import type { Service } from './service.js';

export const ownDepartement = '48';
export const foreignDepartement = '12';

/** Somebody of the first world, under one role. */
export type Player = { role: Role; accountId: string; membershipId: string; organisationId: string | null };

export type Worlds = { players: readonly Player[]; own: PickedRows; foreign: PickedRows };

/**
 * Two départements that look alike, each with a row in every table, and one person per role in the first. Whatever is read or written from
 * one that belongs to the other is a leak.
 */
export async function twoWorlds(service: Service): Promise<Worlds> {
  await saveDossierIn(service, { code: foreignDepartement, name: 'Aveyron', ofName: 'de l’Aveyron' });
  for (const departementCode of [ownDepartement, foreignDepartement]) {
    await prepareRound(service, departementCode);
    await livingAgreement(service, { departementCode });
  }
  const players = await seatPlayers(service);
  const own = await generateRows(service.database, ownDepartement, players);
  const foreign = await generateRows(service.database, foreignDepartement, []);
  for (const { rows } of [own, foreign]) {
    await writeGenerated(service, String(rows.get('document')!.name));
    const sha256 = String(rows.get('paper')!.sha256);
    for (const folder of ['papers', 'paper-signatures', 'authorities']) await writeGenerated(service, `${folder}/${sha256.slice(0, 2)}/${sha256}`);
  }
  return { players, own, foreign };
}

/** The demonstration's dossier played in another département, every id changed. Returns it as it was written. */
export async function saveDossierIn(service: Service, departement: Pick<Dossier['departement'], 'code' | 'name' | 'ofName'> & { timeZone?: string }): Promise<Dossier> {
  const { code } = departement;
  const dossier = elsewhere(demonstrationDossier(), departement);
  await service.db.withIdentity(systemActor('test'), async (tx) => {
    await saveDepartement(tx, dossier.departement, dossier.prefetSignatory);
    for (const one of dossier.gestionnaires) await saveGestionnaire(tx, code, one);
    for (const one of dossier.nationalPartners) await saveNationalPartner(tx, code, one);
    for (const one of dossier.structures) await saveStructure(tx, code, one);
    for (const one of dossier.localPartners) await saveLocalPartner(tx, code, one);
    for (const one of dossier.referents) await saveReferent(tx, code, one);
    for (const one of dossier.offers) await saveOffer(tx, code, one);
  });
  return dossier;
}

async function writeGenerated({ web }: Service, name: string): Promise<void> {
  const path = web.get(Storage).path(name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, generatedFile);
}

/** A model of one's own, and a draft round on it: real ones, since their pages are real. */
async function prepareRound({ web }: Service, departementCode: string): Promise<void> {
  const clerk = { kind: 'account', id: randomUUID(), departement: departementCode, role: 'prefecture', organisation: null } as const;
  const imported = await web.get(ModelVersions).import({ name: 'modele.txt', bytes: Buffer.from(modelText), departementCode }, clerk);
  if (!imported.ok) throw new Error(`The model of the test is refused: ${imported.refusal}`);
  await web.get(RoundLaunch).open(departementCode, clerk);
}

const modelText = 'Convention départementale\n\nArticle 1 - Objet\n\nLa présente convention a pour objet l’accueil du public.\n\nArticle 2 - Durée\n\nElle dure un an.\n';

function elsewhere(dossier: Dossier, departement: Partial<Dossier['departement']> & { code: string }): Dossier {
  const national = new Map(dossier.nationalPartners.map(({ id, code }) => [id, nationalPartnerId(departement.code, code)]));
  const others = new Map<string, string>();
  const moved = JSON.stringify(dossier).replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, (id) => {
    const known = national.get(id) ?? others.get(id) ?? randomUUID();
    others.set(id, known);
    return known;
  });
  const copy = JSON.parse(moved) as Dossier;
  return { ...copy, departement: { ...copy.departement, ...departement } };
}

/** One person per role, two kinds of partner (the local body of a national one, a local one), and an agent of another structure of the same gestionnaire. */
async function seatPlayers({ database }: Service): Promise<Player[]> {
  const [ids] = await database.superuser<{ gestionnaire: string; structure: string; neighbour: string; national: string; local: string }>(
    `select g.id as gestionnaire, s.id as structure, (select id from structure n where n.departement_code = $1 and n.id <> s.id order by n.gestionnaire_id <> g.id, n.id limit 1) as neighbour, (select id from national_partner_body where departement_code = $1 order by id limit 1) as national,
            (select local_partner_id from local_partner_structure p where p.structure_id = s.id limit 1) as local
     from gestionnaire g join structure s on s.gestionnaire_id = g.id where g.departement_code = $1 and exists (select from local_partner_structure p where p.structure_id = s.id) order by s.id limit 1`,
    [ownDepartement],
  );
  const seats: [Role, string | null][] = [['prefecture', null], ['auditor', null], ['gestionnaire', ids!.gestionnaire], ['partner', ids!.national], ['partner', ids!.local], ['agent', ids!.structure], ['agent', ids!.neighbour]];
  const players: Player[] = [];
  for (const [role, organisationId] of seats) {
    const player = { role, accountId: randomUUID(), membershipId: randomUUID(), organisationId };
    await database.superuser(`insert into account (id, email, full_name, created_at) values ($1, $2, $3, now())`, [player.accountId, `${player.accountId}@test.example`, `Personne ${role} ${organisationId ?? ''}`]);
    await database.superuser(
      `insert into membership (id, account_id, role, departement_code, organisation_id, created_at, created_by) values ($1, $2, $3, $4, $5, now(), 'test')`,
      [player.membershipId, player.accountId, role, ownDepartement, organisationId],
    );
    players.push(player);
  }
  return players;
}
