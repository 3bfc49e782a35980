import type { Gestionnaire, GestionnaireKind, Signatory } from '#libs/domain';
import { stableId } from '../stable-id.js';
import { signatory } from './people.js';
import { commune, epciName, mainSiret } from './territory.js';
import type { Commune } from './territory.js';

/** The gestionnaires of the demonstration, by the key its structures use. */
export const gestionnaireKeys = [
  'langogne',
  'villefort',
  'randonMargeride',
  'cevennes',
  'aubrac',
  'lotCausses',
  'gorgesCausses',
  'departement',
  'passerelles',
  'familles',
  'laPoste',
] as const;
export type GestionnaireKey = (typeof gestionnaireKeys)[number];

/** A SIREN beginning with 000 is never attributed: the two associations are invented, and so are their numbers. */
const inventedSiren = { passerelles: '000100016', familles: '000200014' } as const;

/** An establishment number of La Poste that fails Luhn and holds La Poste's own rule: the case a naive check refuses. */
const laPosteSiret = '35600000009075';

/** SIREN of the Département de la Lozère. */
const departementSiren = '224800011';

export function gestionnaireId(key: GestionnaireKey): string {
  return stableId(`demonstration/gestionnaire/${key}`);
}

/** The invented mail domain of each gestionnaire, under `.example`. */
export const gestionnaireDomains: Record<GestionnaireKey, string> = {
  langogne: 'mairie-langogne',
  villefort: 'mairie-villefort',
  randonMargeride: 'cc-randon-margeride',
  cevennes: 'cc-cevennes-mont-lozere',
  aubrac: 'cc-hautes-terres-aubrac',
  lotCausses: 'cc-aubrac-lot-causses',
  gorgesCausses: 'cc-gorges-causses-cevennes',
  departement: 'departement-lozere',
  passerelles: 'passerelles-margeride',
  familles: 'familles-gevaudan',
  laPoste: 'reseau-laposte-lozere',
};

/** Eleven bodies of five kinds; the communes, the EPCI and their SIREN are real, the people are not. */
export function demonstrationGestionnaires(): Gestionnaire[] {
  return [
    body('langogne', 'commune', 'Commune de Langogne', mainSiret(commune('Langogne').siren), 'quai du Langouyrou', commune('Langogne'), ['M.', 'Bastien', 'Rouvière', 'maire']),
    body('villefort', 'commune', 'Commune de Villefort', mainSiret(commune('Villefort').siren), 'rue de l’Église', commune('Villefort'), ['Mme', 'Odile', 'Castanier', 'maire']),
    epci('randonMargeride', '200069102', 'route de Mende', commune('Monts-de-Randon', '48700'), ['M.', 'Fabrice', 'Malaval', 'président']),
    epci('cevennes', '200069136', 'avenue des Cévennes', commune('Le Collet-de-Dèze'), ['Mme', 'Noémie', 'Hugonet', 'présidente']),
    epci('aubrac', '200069144', 'place du Portail', commune('Peyre en Aubrac'), ['M.', 'Étienne', 'Brassac', 'président']),
    epci('lotCausses', '200069268', 'place du Pré Commun', commune('La Canourgue'), ['Mme', 'Delphine', 'Salanson', 'présidente']),
    epci('gorgesCausses', '200069151', 'rue Sipple-Sert', commune('Florac Trois Rivières'), ['M.', 'Henri', 'Combemale', 'président']),
    body('departement', 'departement', 'Département de la Lozère', mainSiret(departementSiren), 'rue de la Rovère', commune('Mende'), ['Mme', 'Solange', 'Pradeilhes', 'présidente du conseil départemental']),
    body('passerelles', 'association', 'Association Passerelles en Margeride', mainSiret(inventedSiren.passerelles), 'place du Breuil', commune('Saint-Alban-sur-Limagnole'), ['Mme', 'Lucie', 'Vayssade', 'présidente']),
    body('familles', 'association', 'Association Familles du Gévaudan', mainSiret(inventedSiren.familles), 'boulevard de Chambrun', commune('Marvejols'), ['M.', 'Karim', 'Benhaddou', 'président']),
    body('laPoste', 'la_poste', 'La Poste', laPosteSiret, 'place du Foirail', commune('Mende'), ['M.', 'Thierry', 'Cayroche', 'délégué territorial du réseau']),
  ];
}

type Person = [Signatory['civility'], firstName: string, lastName: string, quality: string];

function epci(key: GestionnaireKey, siren: string, address: string, seat: Commune, person: Person): Gestionnaire {
  return body(key, 'epci', epciName(siren), mainSiret(siren), address, seat, person);
}

function body(key: GestionnaireKey, kind: GestionnaireKind, name: string, siret: string, address: string, seat: Commune, person: Person): Gestionnaire {
  const domain = gestionnaireDomains[key];
  return {
    id: gestionnaireId(key),
    name,
    kind,
    siret,
    address,
    postcode: seat.postcode,
    city: seat.name,
    email: `accueil@${domain}.example`,
    signatory: signatory(...person, domain),
  };
}
