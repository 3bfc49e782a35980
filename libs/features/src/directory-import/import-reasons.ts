const noBreakSpace = '\u00a0';
const quoted = (text: string): string => `«${noBreakSpace}${text}${noBreakSpace}»`;

/** The words each reason needs. Texts of the file come back in sentences only, never in a journal. */
export type ReasonParams = {
  name_missing: object;
  city_missing: object;
  full_name_missing: object;
  label_missing: object;
  departement_missing: object;
  departement_unknown: { given: string };
  departement_elsewhere: { departement: string };
  postcode_invalid: { given: string };
  text_too_long: { field: string; max: number };
  duplicate_in_file: { line: number };
  match_ambiguous: { count: number };
  partner_unknown: { given: string };
  structure_missing: object;
  structure_unknown: { given: string };
  siret_as_number: { given: string };
  siret_not_digits: { given: string };
  siret_length: { given: string };
  siret_all_zeros: { given: string };
  siret_siren_key: { given: string };
  siret_key: { given: string };
  siret_taken: { given: string };
};

/** What is doubtful without keeping the card out. */
export type WarningParams = {
  hours_unreadable: { day: string; given: string };
  hours_partial: { day: string; given: string };
  hours_mended: { day: string; given: string };
  hours_not_weekly: { day: string; given: string };
  hours_by_appointment: { day: string };
  postcode_elsewhere: { postcode: string; departement: string };
  commune_elsewhere: { insee: string; departement: string };
  commune_invalid: { given: string };
  siret_missing: object;
  signatory_incomplete: object;
  email_invalid: { given: string };
  phone_invalid: { given: string };
  url_invalid: { given: string };
  date_unreadable: { given: string };
  format_unknown: { given: string };
  kind_guessed: { given: string };
  gestionnaire_unknown: { given: string };
  principal_unknown: { group: string };
  complement_left_out: object;
  coordinates_invalid: object;
  structure_left_out: { given: string };
  mode_unknown: { given: string };
  number_reused: { before: string };
};

export type ReasonCode = keyof ReasonParams;
export type WarningCode = keyof WarningParams;
export type Reason = { [C in ReasonCode]: { code: C; params: ReasonParams[C] } }[ReasonCode];
export type Warning = { [C in WarningCode]: { code: C; params: WarningParams[C] } }[WarningCode];

/** Why a line is refused, and the way out. A new code without its sentence does not compile. */
const reasons: { readonly [C in ReasonCode]: (params: ReasonParams[C]) => string } = {
  name_missing: () => 'Le nom manque. Écrivez-le dans sa colonne.',
  city_missing: () => 'La commune manque, or elle situe une structure nouvelle. Écrivez-la dans sa colonne.',
  full_name_missing: () => 'Le nom du référent manque (article 5.2.1). Écrivez-le dans sa colonne.',
  label_missing: () => 'L’intitulé de l’offre manque (annexe 5). Écrivez-le dans sa colonne.',
  departement_missing: () => 'Le département n’est dit ni par une colonne, ni par la commune. Ajoutez une colonne « département ».',
  departement_unknown: ({ given }) => `Aucun département ne porte le code ${quoted(given)}. Écrivez par exemple 01, 2A ou 974.`,
  departement_elsewhere: ({ departement }) => `Cette ligne concerne le département ${departement}, hors de votre département. Sa préfecture peut la reprendre.`,
  postcode_invalid: ({ given }) => `Le code postal ${quoted(given)} n’a pas cinq chiffres. Corrigez-le.`,
  text_too_long: ({ field, max }) => `${field} : le texte dépasse ${max} caractères. Raccourcissez-le.`,
  duplicate_in_file: ({ line }) => `La ligne ${line} du fichier décrit déjà la même fiche. Gardez-en une seule.`,
  match_ambiguous: ({ count }) => `${count} fiches de l’annuaire portent ce nom dans cette commune. Ajoutez une colonne d’identifiants pour les distinguer.`,
  partner_unknown: ({ given }) => `Aucun partenaire ${quoted(given)} dans ce département. Écrivez son nom comme dans l’annuaire.`,
  structure_missing: () => 'La structure manque. Écrivez son nom comme dans l’annuaire.',
  structure_unknown: ({ given }) => `Aucune structure ${quoted(given)} dans ce département. Écrivez son nom comme dans l’annuaire.`,
  siret_as_number: ({ given }) => `Le SIRET ${quoted(given)} a été abrégé par le tableur. Mettez la colonne au format Texte, puis saisissez ses quatorze chiffres.`,
  siret_not_digits: ({ given }) => `Le SIRET ${quoted(given)} contient autre chose que des chiffres. Vérifiez-le.`,
  siret_length: ({ given }) => `Le SIRET ${quoted(given)} a ${given.length} chiffres au lieu de quatorze. Vérifiez-le.`,
  siret_all_zeros: ({ given }) => `Le SIRET ${quoted(given)} n’a que des zéros : il ne désigne personne. Copiez-le depuis l’avis de situation.`,
  siret_siren_key: ({ given }) => `Les neuf premiers chiffres du SIRET ${quoted(given)} ne forment pas un SIREN : leur clé est fausse. Vérifiez-le.`,
  siret_key: ({ given }) => `La clé du SIRET ${quoted(given)} est fausse : un chiffre est erroné, sans doute parmi les cinq derniers. Vérifiez-le.`,
  siret_taken: ({ given }) => `Le SIRET ${quoted(given)} est celui d’une autre fiche de l’annuaire. Vérifiez-le, ou retirez l’identifiant de cette ligne.`,
};

/** What is doubtful in a line that is kept, and what was done about it. */
const warnings: { readonly [C in WarningCode]: (params: WarningParams[C]) => string } = {
  hours_unreadable: ({ day, given }) => `Horaires du ${day} illisibles (${quoted(given)}) : ce jour reste comme il était, à compléter dans la fiche.`,
  hours_partial: ({ day, given }) => `Horaires du ${day} lus en partie (${quoted(given)}) : seules les plages comprises sont reprises, à vérifier dans la fiche.`,
  hours_mended: ({ day, given }) => `Horaires du ${day} arrangés (${quoted(given)}) : ce qui se chevauche compte une fois, une plage sans durée ne compte pas.`,
  hours_not_weekly: ({ day, given }) => `Le ${day} n’est pas ouvert chaque semaine (${quoted(given)}) : il ne compte pas dans les 24 heures (article 4.2).`,
  hours_by_appointment: ({ day }) => `Le ${day} n’est ouvert que sur rendez-vous : il ne compte pas dans les 24 heures (article 4.2).`,
  postcode_elsewhere: ({ postcode, departement }) => `Le code postal ${postcode} n’est pas du département ${departement} : il est gardé, à vérifier.`,
  commune_elsewhere: ({ insee, departement }) => `La commune ${insee} n’est pas du département ${departement} : elle est gardée, à vérifier.`,
  commune_invalid: ({ given }) => `Le code INSEE ${quoted(given)} n’en est pas un : il est laissé de côté.`,
  siret_missing: () => 'Le SIRET manque : la fiche le réclamera avant la convention (article 1er).',
  signatory_incomplete: () => 'Le signataire n’est pas décrit en entier (civilité, prénom, nom, qualité, adresse électronique) : il est laissé de côté.',
  email_invalid: ({ given }) => `L’adresse électronique ${quoted(given)} n’est pas valide : elle est laissée de côté.`,
  phone_invalid: ({ given }) => `Le téléphone ${quoted(given)} n’est pas un numéro complet : il est laissé de côté.`,
  url_invalid: ({ given }) => `L’adresse ${quoted(given)} ne commence pas par https:// : elle est laissée de côté.`,
  date_unreadable: ({ given }) => `La date ${quoted(given)} ne se lit pas : elle est laissée de côté.`,
  format_unknown: ({ given }) => `Le format ${quoted(given)} n’est pas connu : la structure est reprise comme fixe.`,
  kind_guessed: ({ given }) => `La nature ${quoted(given)} n’est pas connue : elle est déduite du nom, à vérifier dans la fiche.`,
  gestionnaire_unknown: ({ given }) => `Aucun gestionnaire ${quoted(given)} dans ce département : la structure reste sans gestionnaire.`,
  principal_unknown: ({ group }) => `Le groupe ${quoted(group)} n’a pas une structure principale et une seule : l’antenne n’est rattachée à aucune.`,
  complement_left_out: () => 'Le complément ferait une adresse trop longue : il est laissé de côté.',
  coordinates_invalid: () => 'La latitude et la longitude ne sont pas des coordonnées : elles sont laissées de côté.',
  structure_left_out: ({ given }) => `Aucune structure ${quoted(given)} dans ce département : elle est laissée de côté.`,
  number_reused: ({ before }) => `Ce numéro désignait jusqu’ici ${quoted(before)}, dans une autre commune : vérifiez que c’est la même structure.`,
  mode_unknown: ({ given }) => `Le mode ${quoted(given)} n’est pas connu : l’offre est reprise comme rendue sur place.`,
};

export function reasonSentence({ code, params }: Reason): string {
  return (reasons[code] as (params: object) => string)(params);
}

export function warningSentence({ code, params }: Warning): string {
  return (warnings[code] as (params: object) => string)(params);
}

export function refuse<C extends ReasonCode>(code: C, params: ReasonParams[C]): Reason {
  return { code, params } as Reason;
}

export function warn<C extends WarningCode>(code: C, params: WarningParams[C]): Warning {
  return { code, params } as Warning;
}
