import type { AgreementRow } from '#libs/features/agreement';
import { clerkIn } from '../support/actors.js';
import { programOf } from '../support/api-client.js';
import { livingAgreement } from '../support/living-agreement.js';
import { startService } from '../support/service.js';
import type { Service } from '../support/service.js';

/** A gestionnaire's secretary, and the agent of its first structure, in the demonstration. */
const secretary = 'lise.pradel@gestionnaire-48.example';
const agent = 'yann.astruc@france-services-48.example';

let service: Service;
let agreement: AgreementRow;
let gestionnaireId: string;
let structureId: string;

const textOf = (html: string) => html.replace(/<[^>]+>/g, ' ').replace(/[\s\u00a0\u202f]+/g, ' ');
/** What somebody reads on coming home. */
const home = async (address?: string) => textOf((await (await clerkIn(service, address)).get('/espace')).html);

beforeAll(async () => {
  service = await startService({ now: new Date('2026-11-26T09:00:00Z') });
  agreement = await livingAgreement(service, { termEndsOn: '2027-12-31' as AgreementRow['signedOn'] });
  const [seat] = (await service.database.superuser<{ organisation: string; structure: string }>(
    `select m.organisation_id as organisation, (select n.organisation_id from membership n join account b on b.id = n.account_id where b.email = $2) as structure
     from membership m join account a on a.id = m.account_id where a.email = $1 and m.role = 'gestionnaire'`, [secretary, agent],
  )) as [{ organisation: string; structure: string }];
  gestionnaireId = seat.organisation;
  structureId = seat.structure;
});
afterAll(() => service?.stop());

describe('chacun trouve chez soi ce qu’on attend de lui', () => {
  test('rien, tant que rien n’est demandé', async () => {
    expect(await home(secretary)).toMatch(/Rien ne vous est demandé.*Dernier jour utile pour dénoncer : le 30 juin 2027/);
    expect(await home(agent)).not.toMatch(/attend sa réponse/);
  });

  test('un gestionnaire : la demande d’adhésion à laquelle répondre, et son jour', async () => {
    const [{ id }] = (await service.database.superuser<{ id: string }>(`select id from local_partner where departement_code = '48' order by id limit 1`)) as [{ id: string }];
    const asked = await (await programOf(service, 'partner', id)).post(`/agreements/${agreement.id}/adhesions`, { structureIds: [structureId], offer: 'Permanence juridique, le premier mardi du mois' });
    expect(asked.status).toBe(201);
    expect(await home(secretary)).toMatch(/Une demande d’adhésion attend votre réponse, au plus tard le 26 décembre 2026/);
    const voted = await (await programOf(service, 'gestionnaire', gestionnaireId)).post(`/adhesions/${String(asked.json.id)}/votes`, { choice: 'for' });
    expect(voted.json).toMatchObject({ state: 'accepted' });
    expect(await home(secretary)).not.toMatch(/attend votre réponse/);
    expect(await home()).toMatch(/Une demande d’adhésion est acceptée : il reste à faire signer son acte/);
  });

  test('un agent et son gestionnaire : l’usager qui attend, et jusqu’à quand', async () => {
    const recorded = await (await programOf(service, 'gestionnaire', gestionnaireId)).post(`/structures/${structureId}/user-requests`, { receivedAt: '2026-11-26T08:30', channel: 'mail', reference: '2026-118' });
    expect(recorded.status).toBe(201);
    // Trois jours ouvrés de vingt-quatre heures après le jeudi 26, à 8 h 30.
    for (const reader of [agent, secretary]) expect(await home(reader)).toMatch(/1 demande d’usager attend sa réponse, au plus tard le mardi 1er décembre 2026 à 8 h 30/);
  });

  test('la préfecture : la lettre dont elle seule sait le jour ; le gestionnaire : sa propre dénonciation', async () => {
    const sent = await (await programOf(service, 'gestionnaire', gestionnaireId)).post(`/agreements/${agreement.id}/notices`, {
      authority: { kind: 'deliberation', reference: 'délibération n° 2026-41', decidedOn: '2026-11-10', transmittedOn: '2026-11-12' },
      letters: [{ addressee: 'prefet', mode: 'registered_letter', trackingNumber: 'RR473124829FR', sentOn: '2026-11-25' }],
    });
    expect(sent.status).toBe(201);
    expect(await home()).toMatch(/Dénonciation .* : dites quel jour la lettre au préfet a été reçue/);
    const own = await home(secretary);
    expect(own).toMatch(/Votre dénonciation est envoyée/);
    expect(own).not.toMatch(/Préparer un préavis/);
  });
});
