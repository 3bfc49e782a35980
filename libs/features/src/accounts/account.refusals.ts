/** Why an act on accounts is refused: a stable code, the field to mend when there is one, and the sentence with its way out. */
export const accountRefusals = {
  name_missing: { field: 'fullName', sentence: 'Indiquez le prénom et le nom de la personne.' },
  name_unreadable: { field: 'fullName', sentence: 'Écrivez le prénom et le nom en toutes lettres, sans adresse ni lien ; après un point, laissez une espace.' },
  address_malformed: { field: 'email', sentence: 'Indiquez une adresse électronique complète, par exemple prenom.nom@domaine.fr' },
  role_not_yours: { field: 'role', sentence: 'Choisissez un rôle parmi ceux que vous pouvez donner.' },
  organisation_missing: { field: 'organisation', sentence: 'Choisissez l’organisme pour lequel cette personne agira.' },
  organisation_not_yours: { field: 'organisation', sentence: 'Cet organisme n’est pas de ceux que vous pouvez habiliter pour ce rôle. Choisissez-en un dans la liste, ou adressez-vous à la préfecture.' },
  membership_given_already: { field: 'email', sentence: 'Cette personne a déjà cette habilitation. Ouvrez-la dans la liste pour renvoyer l’invitation.' },
  shared_mailbox_unconfirmed: { field: 'sharedMailbox', sentence: 'Cette adresse est déjà celle d’une autre personne. Confirmez que la boîte est partagée, ou reprenez le nom déjà connu.' },
  person_deactivated: { field: 'email', sentence: 'L’accès de cette personne a été fermé par la préfecture. Elle seule peut le rouvrir.' },
  invited_too_often: { field: null, sentence: 'L’invitation est déjà partie trois fois aujourd’hui. Attendez demain, et vérifiez l’adresse avec la personne.' },
  entered_already: { field: null, sentence: 'Cette personne est déjà entrée avec cette habilitation : elle demande elle-même un lien sur la page de connexion.' },
  ended_already: { field: null, sentence: 'Cette habilitation est déjà close. Pour la rendre, invitez de nouveau la personne.' },
  last_own_prefecture: { field: null, sentence: 'C’est votre dernière habilitation de préfecture : vous ne pouvez pas la clore vous-même. Un collègue de la préfecture peut le faire.' },
  last_of_departement: { field: null, sentence: 'C’est la dernière habilitation de la préfecture dans ce département : la clore fermerait la porte à tous. Invitez d’abord un collègue.' },
  oneself: { field: null, sentence: 'Vous ne pouvez pas désactiver votre propre compte. Un collègue de la préfecture peut le faire.' },
  stands_elsewhere: { field: null, sentence: 'Cette personne a aussi une habilitation dans un autre département : vous ne pouvez pas la désactiver. Mettez seulement fin à son habilitation ici.' },
} as const satisfies Record<string, { field: string | null; sentence: string }>;

export type AccountRefusal = keyof typeof accountRefusals;
