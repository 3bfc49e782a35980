import { randomUUID } from 'node:crypto';
import { dayAt, isMailAddress, roles } from '#libs/domain';
import type { Role } from '#libs/domain';
import { departementOf } from '#libs/features/directory';
import { SignIn, accountSubject, giveMembership, recordPerson, roleNames } from '#libs/features/identity';
import { CLOCK, Database, appendToJournal, instantOf, systemActor } from '#libs/platform';
import type { Clock } from '#libs/platform';
import { withApp } from './installation.js';
import { RunFailure } from './run-failure.js';

type Asked = { email: string; name: string; departement: string; role: string; organisation?: string; json?: boolean };

const operator = systemActor('operator');
const refused = 1;

/** Opens an access from the command line: the first clerk of a préfecture has nobody to invite them. The mail leaves with the worker. */
export async function inviteAccount({ email, name, departement, role, organisation, json }: Asked): Promise<void> {
  const known = roles.find((one) => one === role);
  if (!known) throw new RunFailure(`Le rôle « ${role} » n’existe pas : choisissez parmi ${roles.join(', ')}.`, refused);
  if (!isMailAddress(email)) throw new RunFailure(`« ${email} » n’est pas une adresse électronique.`, refused);
  const needsOrganisation = known !== 'prefecture' && known !== 'auditor';
  if (needsOrganisation !== (organisation !== undefined)) throw new RunFailure(needsOrganisation ? `Le rôle « ${roleNames[known]} » demande --organisation, l’identifiant de l’organisme dans l’annuaire.` : `Le rôle « ${roleNames[known]} » se passe d’organisme.`, refused);
  await withApp(async (app) => {
    const membershipId = randomUUID();
    const accountId = await app.get(Database).withIdentity(operator, async (tx) => {
      const place = await departementOf(tx, departement);
      if (!place) throw new RunFailure(`Le département ${departement} n’est pas dans l’annuaire : importez-le d’abord avec « paraphe directory import --departement ${departement} ».`, refused);
      if (organisation && !(await tx.query(`select 1 from ${tableOf(known)} where id::text = $1 and departement_code = $2`, [organisation, departement]) as unknown[]).length) throw new RunFailure(`L’annuaire du département ${departement} n’a pas d’organisme ${organisation} pour ce rôle.`, refused);
      const now = app.get<Clock>(CLOCK);
      const person = await recordPerson(tx, { id: randomUUID(), email, fullName: name.trim() }, now.now());
      if (!(await giveMembership(tx, { id: membershipId, accountId: person, role: known, departementCode: departement, organisationId: organisation ?? null, createdBy: operator.id }, now.now()))) throw new RunFailure('Cette personne a déjà cette habilitation : rien n’a changé.', refused);
      const at = instantOf(now);
      await appendToJournal(tx, { subject: accountSubject, subjectId: person, recordedAt: at, effectiveOn: dayAt(at, place.timeZone), actor: operator, event: 'membership.given', payload: { membershipId, role: known, organisationId: organisation ?? null }, stateFrom: null, stateTo: null, basis: null });
      return person;
    });
    await app.get(SignIn).invite(accountId, membershipId);
    console.log(json ? JSON.stringify({ accountId, membershipId }) : `L’accès est ouvert : ${name} recevra à ${email} un premier lien, valable sept jours.`);
  });
}

/** Where the organisation of each role is kept. */
function tableOf(role: Role): string {
  if (role === 'gestionnaire') return 'gestionnaire';
  return role === 'agent' ? 'structure' : '(select id, departement_code from national_partner_body union all select id, departement_code from local_partner) as partner';
}
