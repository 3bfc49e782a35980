/** The closed list of annexe 7: what is not in it cannot be entrusted (C. civ. 1987, 1988: no general mandate). */
export const demarches = ['papers', 'family', 'health', 'work', 'retirement', 'housing', 'taxes', 'transport', 'justice', 'residence'] as const;
export type Demarche = (typeof demarches)[number];

export type DemarcheWords = {
  /** As annexe 7 prints it. */
  name: string;
  examples: string;
  /** The national partners it is brought to, by their code in the directory: proposed first. Any partner present may be chosen in their place. */
  partners: readonly string[];
};

export const demarcheWords: Readonly<Record<Demarche, DemarcheWords>> = {
  papers: { name: 'Papiers et citoyenneté', examples: 'titre d’identité, état civil, permis de conduire, certificat d’immatriculation', partners: ['interieur', 'la_poste'] },
  family: { name: 'Famille et enfance', examples: 'prestations familiales, garde d’enfant, scolarité', partners: ['cnaf', 'msa'] },
  health: { name: 'Santé et handicap', examples: 'couverture maladie, remboursements, dossier de handicap', partners: ['cnam', 'msa'] },
  work: { name: 'Travail et formation', examples: 'inscription comme demandeur d’emploi, allocation, formation', partners: ['france_travail'] },
  retirement: { name: 'Retraite', examples: 'relevé de carrière, demande de retraite, réversion', partners: ['cnav', 'msa'] },
  housing: { name: 'Logement et énergie', examples: 'aide au logement, logement social, aide à l’énergie ou à la rénovation', partners: ['cnaf', 'msa'] },
  taxes: { name: 'Impôts et argent public', examples: 'déclaration, paiement, avis d’imposition, amende', partners: ['dgfip'] },
  transport: { name: 'Transports et mobilité', examples: 'abonnement, aide au déplacement', partners: ['france_travail', 'la_poste'] },
  justice: { name: 'Justice', examples: 'aide juridictionnelle, casier judiciaire, suivi d’une procédure', partners: ['justice'] },
  residence: { name: 'Séjour et nationalité', examples: 'titre de séjour, demande de nationalité', partners: ['interieur'] },
};

/** What a structure offers: the démarches of which a partner is present there (art. 2.2), less those it has declared it leaves aside. */
export function demarchesOffered(presentPartnerCodes: readonly string[], excluded: readonly Demarche[] = []): Demarche[] {
  return demarches.filter((demarche) => !excluded.includes(demarche) && demarcheWords[demarche].partners.some((code) => presentPartnerCodes.includes(code)));
}
