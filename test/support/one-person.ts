import { randomUUID } from 'node:crypto';
import { legalDay } from '#libs/domain';
import { RoundLaunch } from '#libs/features/round';
import { signersOf, until } from './actors.js';
import type { Signer } from './actors.js';
import type { Service } from './service.js';

/** Odile Faure, who directs one national partner and presides over another, as the directory of a département has it. */
export const odile = { name: 'Odile Faure', email: 'odile.faure@partenaire.example' };

/** Seats her for so many national partners of that département. */
export async function seatOdile({ database }: Service, departementCode: string, places: 1 | 2): Promise<void> {
  const who = { civility: 'Mme', firstName: 'Odile', lastName: 'Faure', email: odile.email };
  await database.superuser(
    `update national_partner_body as body set signatory = signatory || $2::jsonb || jsonb_build_object('quality', case when chosen.rank = 1 then 'directrice' else 'présidente' end)
     from (select id, row_number() over (order by id) as rank from national_partner_body where departement_code = $1 and signatory is not null) as chosen where chosen.id = body.id and chosen.rank <= $3`,
    [departementCode, JSON.stringify(who), places],
  );
}

/** A round of that département, of one structure, in which those who are invited first are asked to sign. */
export async function openRoundIn(service: Service, departementCode: string, collectUntil = '2026-12-24'): Promise<string> {
  const actor = { kind: 'account', id: randomUUID(), departement: departementCode, role: 'prefecture', organisation: null } as const;
  const launch = service.web.get(RoundLaunch);
  const id = await launch.open(departementCode, actor, 1);
  await launch.launch(id, { collectUntil: legalDay(collectUntil), termEndsOn: legalDay('2027-12-31') }, actor);
  await until(service, id, 'collecting');
  return id;
}

/** Her places in that round. */
export async function herPlaces(service: Service, roundId: string): Promise<Signer[]> {
  return (await signersOf(service, roundId)).filter(({ email }) => email === odile.email);
}
