import { legalDay, partnersInForce } from '#libs/domain';
import type { Departement, Dossier, LegalDay } from '#libs/domain';
import { demonstrationGestionnaires } from './demonstration/gestionnaires.js';
import { demonstrationLocalPartners } from './demonstration/local-partners.js';
import { demonstrationNationalPartners } from './demonstration/national-bodies.js';
import { demonstrationOffers } from './demonstration/offers.js';
import { fictionalPhone, signatory } from './demonstration/people.js';
import { demonstrationReferents } from './demonstration/referents.js';
import { demonstrationStructures } from './demonstration/structures.js';
import { commune } from './demonstration/territory.js';
import { inReadingOrder } from './reading-order.js';
import { nationalPartnerReferences } from './reference/national-partners.js';

/** INSEE code of the département that the demonstration plays. */
export const DEMONSTRATION_DEPARTEMENT = '48';

/** The day on which its partners are named, unless told otherwise: any day since the last change of name. */
const demonstrationDay = legalDay('2026-01-01');

function lozere(): Departement {
  const mende = commune('Mende');
  return {
    code: DEMONSTRATION_DEPARTEMENT,
    name: 'Lozère',
    ofName: 'de la Lozère',
    timeZone: 'Europe/Paris',
    prefecture: {
      name: 'Préfecture de la Lozère',
      address: 'rue du Faubourg-Montbel',
      postcode: mende.postcode,
      city: mende.name,
      email: 'conventions@prefecture-lozere.example',
      phone: fictionalPhone(48),
    },
    prefetTitle: 'Le préfet de la Lozère',
  };
}

/**
 * A complete dossier of the Lozère: real communes, EPCI and SIREN; invented people, addresses, telephones and mails.
 * Pure: the same dossier, ids included, on every machine and every day. `day` picks the partners in force and their names.
 */
export function demonstrationDossier(day: LegalDay = demonstrationDay): Dossier {
  const nationalPartners = demonstrationNationalPartners(DEMONSTRATION_DEPARTEMENT, partnersInForce(nationalPartnerReferences, day));
  return inReadingOrder({
    departement: lozere(),
    prefetSignatory: signatory('M.', 'Gauthier', 'Sauvagnac', 'préfet de la Lozère', 'prefecture-lozere'),
    gestionnaires: demonstrationGestionnaires(),
    structures: demonstrationStructures(nationalPartners.map(({ id }) => id)),
    nationalPartners,
    localPartners: demonstrationLocalPartners(),
    referents: demonstrationReferents(nationalPartners),
    offers: demonstrationOffers(nationalPartners),
  });
}
