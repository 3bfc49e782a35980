/** A text or a ruling that a verdict rests on. `byAnalogy`: written for another body, or another contract (decision 18). */
type Source = { reference: string; byAnalogy: boolean };
const of = (reference: string): Source => ({ reference, byAnalogy: false });
const like = (reference: string): Source => ({ reference, byAnalogy: true });

const sources = {
  executory_commune: of('CGCT, article\u00a0L2131-1'),
  executory_epci: of('CGCT, articles\u00a0L5211-3 et\u00a0L2131-1'),
  executory_departement: of('CGCT, article\u00a0L3131-1'),
  executory_other: like('CGCT, article\u00a0L2131-1'),
  executory_when_signing: of('CE, 20\u00a0janvier\u00a01989, Ville de Millau, n°\u00a070686'),
  not_cured_later: of('CE, avis, 10\u00a0juin\u00a01996, Préfet de la Côte-d’Or, n°\u00a0176873'),
  same_day: of('TA Montpellier, 7\u00a0novembre\u00a02002'),
  council_commune: of('CGCT, articles\u00a0L2121-29 et\u00a0L2122-21'),
  council_epci: of('CGCT, articles\u00a0L5211-9 et\u00a0L5211-10'),
  council_departement: of('CGCT, articles\u00a0L3211-1 et\u00a0L3221-1'),
  list_commune: of('CGCT, article\u00a0L2122-22'),
  list_departement: of('CGCT, article\u00a0L3211-2'),
  standing_epci: of('CGCT, article\u00a0L5211-10'),
  standing_personal: like('Réponse ministérielle n°\u00a01576, Sénat, 11\u00a0avril\u00a02013'),
  standing_passed_on: of('CGCT, articles\u00a0L5211-9, L5211-2 et\u00a0L2122-23'),
  prefet: of('Décret n°\u00a02004-374 du 29\u00a0avril\u00a02004, article\u00a01er'),
  delegation_prefet: of('Décret n°\u00a02004-374 du 29\u00a0avril\u00a02004, article\u00a043'),
  subdelegation_prefet: of('Décret n°\u00a02004-374 du 29\u00a0avril\u00a02004, article\u00a044'),
  interim_prefet: of('Décret n°\u00a02004-374 du 29\u00a0avril\u00a02004, article\u00a045'),
  delegation_published: of('CE, 21\u00a0octobre\u00a02005, Préfet d’Ille-et-Vilaine'),
  day_after_publication: of('CRPA, article\u00a0L221-2'),
  personal_prefet: of('Réponse ministérielle n°\u00a022303, Sénat, 1er\u00a0juin\u00a02006'),
  personal_elected: of('Réponse ministérielle n°\u00a01507, Sénat, 11\u00a0octobre\u00a02012'),
  delegation_commune: of('CGCT, articles\u00a0L2122-18 et\u00a0L2122-19'),
  delegation_epci: of('CGCT, article\u00a0L5211-9'),
  delegation_departement: of('CGCT, article\u00a0L3221-3'),
  delegation_regulatory: of('CE, 26\u00a0septembre\u00a02008, n°\u00a0294021'),
  substitute_commune: of('CGCT, article\u00a0L2122-17'),
  substitute_epci: of('CGCT, articles\u00a0L5211-2 et\u00a0L2122-17'),
  substitute_departement: of('CGCT, article\u00a0L3122-2'),
  private_power: of('Code civil, articles\u00a01153, 1984 et\u00a01989'),
  power_outlives: of('Cass. com., 4\u00a0février\u00a01997, n°\u00a094-20.681'),
  content_hash: of('Empreinte du contenu signé'),
  own_rules: of('Statuts ou textes de l’organisme'),
} as const satisfies Record<string, Source>;

export type LegalBasis = keyof typeof sources;

/** The text or the ruling, as it is printed. */
export function legalBasisText(basis: LegalBasis): string {
  const { reference, byAnalogy }: Source = sources[basis];
  return byAnalogy ? `${reference}, par analogie` : reference;
}
