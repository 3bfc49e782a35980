import type { NationalPartner, Signatory } from '#libs/domain';
import { nationalPartnerId } from '../stable-id.js';
import { signatory } from './people.js';

type Body = {
  localBody: string;
  address: string;
  domain: string;
  person: [Signatory['civility'], firstName: string, lastName: string, quality: string];
  services: readonly [label: string, detail: string | null][];
};

/**
 * Who represents each national partner in the demonstration's département, and what it brings to the bouquet (annexe 2).
 * Illustrative: in the real Lozère one caisse commune de sécurité sociale holds the parts of the CPAM and of the CAF; they stay
 * apart here because almost every other département has both.
 */
// prettier-ignore
const bodies: Record<string, Body> = {
  france_travail: {
    localBody: 'Agence France Travail de Mende', address: 'avenue Paulin-Daudé, 48000 Mende', domain: 'francetravail-mende', person: ['Mme', 'Karine', 'Bouloire', 'directrice d’agence'],
    services: [
      ['Inscription comme demandeur d’emploi', 'création du compte, pièces à fournir, prise de rendez-vous'],
      ['Actualisation mensuelle', 'déclaration en ligne et envoi des justificatifs'],
      ['Recherche d’offres et candidature', 'profil, curriculum vitæ, alertes'],
      ['Attestations et suivi des paiements', null],
    ],
  },
  cnam: {
    localBody: 'CPAM de la Lozère', address: 'quartier des Carmes, 48000 Mende', domain: 'cpam-lozere', person: ['M.', 'Julien', 'Astruc', 'directeur'],
    services: [
      ['Compte en ligne et carte Vitale', 'ouverture du compte, commande, perte ou vol'],
      ['Complémentaire santé solidaire', 'conditions, dossier, renouvellement'],
      ['Remboursements et indemnités journalières', 'suivi et réclamation'],
      ['Déclaration du médecin traitant', null],
    ],
  },
  msa: {
    localBody: 'MSA du Languedoc', address: 'place Paul-Doumer, 48000 Mende', domain: 'msa-languedoc', person: ['Mme', 'Claire', 'Fontanille', 'directrice générale'],
    services: [
      ['Santé, famille et retraite des assurés agricoles', 'guichet unique du régime agricole'],
      ['Prime d’activité et aides au logement', 'simulation et demande'],
      ['Déclarations des exploitants et employeurs agricoles', 'première orientation, prise de rendez-vous'],
    ],
  },
  cnaf: {
    localBody: 'CAF de la Lozère', address: 'avenue du 11-Novembre, 48000 Mende', domain: 'caf-lozere', person: ['Mme', 'Sabine', 'Mourgues', 'directrice'],
    services: [
      ['Demande d’aide au logement', 'simulation, dépôt, suivi'],
      ['Prime d’activité et revenu de solidarité active', 'demande et déclaration trimestrielle'],
      ['Prestations familiales', 'naissance, garde d’enfant, rentrée'],
      ['Changement de situation', null],
    ],
  },
  cnav: {
    localBody: 'Carsat Languedoc-Roussillon', address: 'rue du Faubourg-Montbel, 48000 Mende', domain: 'carsat-lr', person: ['M.', 'Olivier', 'Teissonnière', 'directeur'],
    services: [
      ['Relevé de carrière', 'consultation et demande de rectification'],
      ['Demande de retraite', 'préparation du dossier en ligne'],
      ['Réversion et minimum vieillesse', 'conditions et pièces'],
    ],
  },
  dgfip: {
    localBody: 'Direction départementale des finances publiques de la Lozère', address: 'boulevard Lucien-Arnault, 48000 Mende', domain: 'ddfip-lozere', person: ['M.', 'Pascal', 'Gervasoni', 'directeur départemental'],
    services: [
      ['Déclaration de revenus', 'première déclaration, correction en ligne'],
      ['Paiement des impôts, amendes et factures locales', 'échéancier, moyens de paiement'],
      ['Prélèvement à la source', 'changement de taux ou de situation'],
      ['Biens immobiliers', 'déclaration d’occupation'],
    ],
  },
  la_poste: {
    localBody: 'La Poste – Direction territoriale de la Lozère', address: 'rue du Pont-Notre-Dame, 48000 Mende', domain: 'direction-laposte-lozere', person: ['Mme', 'Nadia', 'Ferhat', 'directrice territoriale'],
    services: [
      ['Suivi et réclamation de courrier ou de colis', null],
      ['Identité numérique', 'création et vérification en présence'],
      ['Réexpédition et procuration postale', 'démarche en ligne'],
    ],
  },
  justice: {
    localBody: 'Conseil départemental de l’accès au droit de la Lozère', address: 'boulevard Henri-Bourrillon, 48000 Mende', domain: 'cdad-lozere', person: ['Mme', 'Hélène', 'Aubignac', 'présidente du tribunal judiciaire, présidente du conseil'],
    services: [
      ['Aide juridictionnelle', 'conditions, formulaire, pièces'],
      ['Casier judiciaire et suivi d’une procédure', 'demande et consultation en ligne'],
      ['Orientation vers un conciliateur ou une consultation gratuite', 'prise de rendez-vous'],
    ],
  },
  interieur: {
    localBody: 'Préfecture de la Lozère – Secrétariat général', address: 'rue du Faubourg-Montbel, 48000 Mende', domain: 'secretariat-general-lozere', person: ['M.', 'Adrien', 'Lescure', 'secrétaire général'],
    services: [
      ['Carte nationale d’identité et passeport', 'pré-demande et rendez-vous en mairie'],
      ['Certificat d’immatriculation', 'changement de titulaire, d’adresse, cession'],
      ['Permis de conduire', 'inscription, renouvellement, relevé de points'],
      ['Titres de séjour', 'démarche en ligne, prise de rendez-vous'],
    ],
  },
};

/** The local bodies of `partners`, in their order. Throws when the demonstration has nobody for one of them. */
export function demonstrationNationalPartners(departementCode: string, partners: readonly { code: string; name: string }[]): NationalPartner[] {
  return partners.map(({ code, name }) => {
    const body = bodies[code];
    if (!body) throw new RangeError(`The demonstration has no local body for ${code}`);
    return {
      id: nationalPartnerId(departementCode, code),
      code,
      name,
      localBody: body.localBody,
      address: body.address,
      email: `contact@${body.domain}.example`,
      signatory: signatory(...body.person, body.domain),
      services: body.services.map(([label, detail]) => ({ label, detail })),
    };
  });
}

/** The mail domain of a partner's people. */
export function nationalBodyDomain(code: string): string {
  const body = bodies[code];
  if (!body) throw new RangeError(`The demonstration has no local body for ${code}`);
  return body.domain;
}
