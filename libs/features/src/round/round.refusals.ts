import { reasonLengthMin } from '#libs/domain';
import type { NotPossibleNow, RoundRefusal } from '#libs/domain';

export type RefusalText = { sentence: string; status: 403 | 409 | 410 | 422; article?: string };

/** Every refusal of a round, with its sentence, its way out and its HTTP status. A new code without a sentence does not compile. */
export const roundRefusals: Record<RoundRefusal | NotPossibleNow, RefusalText> = {
  gaps_remain: { status: 422, article: 'art. 1, 2.2, 4.2 et 5.2.1', sentence: 'La tournée ne peut pas être lancée : des informations manquent dans l’annuaire. Complétez-les depuis la liste des contrôles ; rien n’est perdu.' },
  levels_unchosen: { status: 409, sentence: 'Le niveau de signature n’est pas choisi pour chacun des rôles appelés à signer. C’est à l’exploitant du service d’en décider, par SIGNATURE_LEVEL_PREFET, SIGNATURE_LEVEL_GESTIONNAIRE et SIGNATURE_LEVEL_PARTENAIRE ; aucun n’est choisi par défaut. Rien n’est perdu.' },
  college_missing: { status: 422, article: 'art. 1', sentence: 'La convention est tripartite : il faut au moins le préfet, un gestionnaire et les partenaires nationaux. Complétez l’annuaire.' },
  seat_missing: { status: 422, sentence: 'Personne n’est appelé à signer cet acte : désignez les parties qu’il concerne, avec leur signataire dans l’annuaire.' },
  unknown_body: { status: 409, sentence: 'Les annexes de cette tournée ne mentionnent plus cet organisme : il n’a rien à confirmer. La page à jour montre qui est attendu.' },
  other_annexes: { status: 409, sentence: 'Vos annexes ont changé depuis que cette page s’est ouverte. Relisez-les ci-dessous, puis confirmez ce qu’elles disent maintenant.' },
  already_confirmed: { status: 409, sentence: 'Plus rien n’est attendu de cet organisme : ses annexes sont confirmées, ou vous en avez dispensé.' },
  nothing_changed: { status: 409, sentence: 'L’annuaire dit la même chose que ce qui a été demandé : personne n’est à interroger de nouveau.' },
  confirmations_missing: { status: 409, sentence: 'Le texte ne peut pas encore être arrêté : des organismes n’ont pas confirmé leurs annexes. Relancez-les, corrigez ce qu’ils signalent, ou passez outre en disant pourquoi.' },
  annexes_moved: { status: 409, sentence: 'L’annuaire a changé depuis les confirmations : le texte n’est pas arrêté. Les organismes dont les annexes ont changé viennent d’être interrogés de nouveau.' },
  term_past: { status: 422, article: 'art. 9', sentence: 'L’échéance de la convention doit être à venir. Choisissez un jour plus lointain.' },
  project_confirming: { status: 409, sentence: 'Le texte n’est pas arrêté : les organismes confirment encore leurs annexes, et personne ne signe. La page du projet montre qui est attendu.' },
  project_unopened: { status: 409, sentence: 'Le texte est arrêté, mais la signature n’est pas encore ouverte. La préfecture l’ouvre depuis la page du projet.' },
  deadline_past: { status: 422, sentence: 'La date limite de signature doit être postérieure à aujourd’hui et à la date déjà fixée. Choisissez un jour plus lointain.' },
  term_before_deadline: { status: 422, article: 'art. 9', sentence: 'L’échéance de la convention doit être postérieure à la date limite de signature. Rapprochez la date limite, ou choisissez une échéance plus lointaine.' },
  unknown_slot: { status: 409, sentence: 'Cet organisme n’a pas d’emplacement de signature dans cette tournée. Contactez la préfecture.' },
  not_your_turn: { status: 409, sentence: 'Ce n’est pas encore votre tour : d’autres organismes signent avant vous. Vous recevrez un courriel le moment venu.' },
  already_signed: { status: 409, sentence: 'La signature de cet organisme est déjà enregistrée. Vous n’avez plus rien à faire.' },
  already_refused: { status: 409, sentence: 'Cet organisme a refusé de signer. La préfecture en est informée et reviendra vers vous.' },
  other_signatory: { status: 410, sentence: 'La signature de cet organisme a été confiée à une autre personne. Contactez la préfecture s’il s’agit d’une erreur.' },
  other_content: { status: 410, sentence: 'Le texte a changé depuis l’envoi de ce lien : ce lien ne permet plus de signer. Demandez un nouveau lien.' },
  reason_missing: { status: 422, sentence: `Indiquez pourquoi vous refusez, en ${reasonLengthMin} caractères au moins : la préfecture pourra y répondre.` },
  no_proposal: { status: 409, sentence: 'Aucune autre personne n’est proposée pour cet organisme : la demande a déjà reçu une réponse. La page à jour indique qui est attendu.' },
  groups_broken: { status: 422, sentence: 'Les groupes de signature doivent se suivre à partir du premier, sans rang vide. Revoyez l’ordre de signature à l’étape des parties.' },
  signer_unknown: { status: 422, sentence: 'Une personne choisie pour signer n’est plus dans l’annuaire. Choisissez de nouveau qui signe, à l’étape des parties.' },
  signed_in_future: { status: 422, sentence: 'Une signature manuscrite ne peut pas être datée d’un jour à venir. Indiquez le jour porté sur le papier.' },
  signed_before_text: { status: 422, sentence: 'Le papier est daté d’avant l’assemblage du texte : il ne peut pas porter sur celui-ci. Vérifiez la date, ou faites signer le texte de cette tournée.' },
  act_not_superseded: { status: 409, sentence: 'Le texte d’un avenant ou d’une adhésion se change depuis sa propre page : abandonnez cette signature, puis préparez un autre acte.' },
  authority_irregular: { status: 409, sentence: 'La signature serait irrégulière : le pouvoir de signer n’est pas établi à ce jour. La page indique ce qui manque et qui peut y remédier ; rien n’est perdu.' },
  level_insufficient: { status: 409, article: 'C. civ., art. 1366 et 1367', sentence: 'Pour cet organisme, un code reçu ne suffit pas. Signez avec un certificat qualifié dont la clé est gardée dans un dispositif qualifié, depuis la page du lien reçu, ou à la main auprès de la préfecture ; rien n’est perdu.' },
  abandon_reason_missing: { status: 422, sentence: `Indiquez pourquoi la tournée est abandonnée, en ${reasonLengthMin} caractères au moins : les signataires sollicités en seront informés.` },
  round_blocked: { status: 409, sentence: 'La tournée est suspendue : un organisme a refusé de signer. La préfecture va la reprendre ou y mettre fin.' },
  round_expired: { status: 409, sentence: 'La date limite de signature est passée. La préfecture peut prolonger la tournée.' },
  round_closed: { status: 409, sentence: 'Cette tournée est terminée : plus rien ne peut y changer.' },
  not_ready_yet: { status: 409, sentence: 'Le document est en cours d’assemblage. Réessayez dans un instant.' },
  not_possible_now: { status: 409, sentence: 'Cette action n’est pas possible à cette étape de la tournée. La page à jour indique ce qui peut être fait.' },
};
