import type { LocalPartner } from '#libs/domain';
import { stableId } from '../stable-id.js';
import { signatory } from './people.js';
import { structureId } from './structures.js';

export const localPartnerKeys = ['numerique', 'ccas', 'mutuelle'] as const;
export type LocalPartnerKey = (typeof localPartnerKeys)[number];

export function localPartnerId(key: LocalPartnerKey): string {
  return stableId(`demonstration/local-partner/${key}`);
}

/** Three invented bodies, one of each kind, none a signatory of the Accord cadre: they adhere apart (art. 1). */
export function demonstrationLocalPartners(): LocalPartner[] {
  return [
    {
      id: localPartnerId('numerique'),
      name: 'Association Lozère Numérique pour tous',
      kind: 'association',
      address: 'rue Basse, 48000 Mende',
      email: 'contact@numerique-pour-tous.example',
      signatory: signatory('Mme', 'Inès', 'Charbonnel', 'présidente', 'numerique-pour-tous'),
      structureIds: ['Bus France Services de la Lozère', 'France Services Chanac', 'France Services Grandrieu', 'France Services Marvejols', 'France Services Vialas'].map(structureId),
    },
    {
      id: localPartnerId('ccas'),
      name: 'Centre communal d’action sociale de Mende',
      kind: 'public',
      address: 'place Charles-de-Gaulle, 48000 Mende',
      email: 'contact@ccas-mende.example',
      signatory: signatory('M.', 'Gilles', 'Portalier', 'vice-président', 'ccas-mende'),
      structureIds: ['France Services Mende'].map(structureId),
    },
    {
      id: localPartnerId('mutuelle'),
      name: 'Mutuelle des Hauts Plateaux',
      kind: 'private',
      address: 'avenue de la Gare, 48100 Marvejols',
      email: 'contact@mutuelle-hauts-plateaux.example',
      signatory: signatory('Mme', 'Florence', 'Dumazert', 'directrice générale', 'mutuelle-hauts-plateaux'),
      structureIds: ['France Services La Canourgue', 'France Services Langogne', 'France Services Marvejols', 'France Services Nasbinals'].map(structureId),
    },
  ];
}
