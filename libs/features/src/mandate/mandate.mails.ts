import { demarcheWords, mandateInstantWords } from '#libs/domain';
import type { Demarche, MandateEnd, MandateFacts } from '#libs/domain';
import { formatCount, formatDay, formatList, placedSubject, renderMail } from '#libs/ui';
import type { Mail } from '#libs/ui';

/** Version of these words, kept with each mail. */
export const mandateMailsVersion = '1';

/** What every mail about mandates says around its words. */
export type MandateMail = { name: string; departementName: string; structure: string; contact: { name: string; email: string; phone: string }; url: string; demonstration: boolean };

const howWords: Record<MandateEnd['how'], string> = {
  revoked: 'La personne l’a retiré', renounced: 'La structure y a renoncé', expired: 'Sa durée est finie', resolved: 'Les démarches sont résolues', lapsed: 'La loi ou la convention y a mis fin', replaced: 'Un mandat plus récent le remplace',
};

/** To a référent of a partner: number, the démarches that concern that partner, instant; never a name. */
export function mandateEndedMail(m: MandateMail, { number, demarches, end, facts }: { number: string; demarches: readonly Demarche[]; end: MandateEnd; facts: Pick<MandateFacts, 'timeZone'> }): Mail {
  const concerned = demarches.length > 0;
  return written(m, {
    subject: `fin du mandat ${number}`,
    paragraphs: [
      `Le mandat ${number}, donné à ${m.structure}, a pris fin le ${mandateInstantWords(end.at, facts)}. ${howWords[end.how]}.`,
      ...(concerned ? [`Pour votre organisme, il portait sur : ${formatList(demarches.map((demarche) => demarcheWords[demarche].name))}.`] : []),
      `${end.how === 'replaced' ? 'Depuis cet instant, la structure agit sous le mandat plus récent' : `Depuis cet instant, la structure n’agit plus au nom de la personne ${concerned ? 'pour ces démarches' : 'sous ce mandat'}`} ; ce qui a été fait avant reste valable (Code civil, articles 2005 et 2008). Ce courriel ne dit pas de qui il s’agit : la structure peut répondre à une question qui cite ce numéro.`,
    ],
    footer: `Vous recevez ce courriel parce que vous êtes référent d’un partenaire de ${m.structure}.`,
  });
}

/** To the gestionnaire and to the structure that leaves: how many mandates ended, and what is theirs to do. */
export function structureMandatesEndedMail(m: MandateMail, { count, on }: { count: number; on: string }): Mail {
  return written(m, {
    subject: 'les mandats de la structure ont pris fin',
    paragraphs: [
      `Depuis ${formatDay(on)}, aucune convention ne lie plus ${m.structure} : ${formatCount(count, 'mandat y a pris fin', 'mandats y ont pris fin')}.`,
      'Une renonciation est notifiée à la personne (Code civil, article 2007). Les reçus s’impriment pendant une semaine depuis la page de chaque mandat : remettez-les, ou envoyez-les par la poste, et orientez chaque personne vers une autre structure.',
    ],
    button: { label: 'Voir les mandats finis', url: m.url },
    footer: `Vous recevez ce courriel parce que vous répondez de ${m.structure}.`,
  });
}

function written(m: MandateMail, { subject, paragraphs, button, footer }: { subject: string; paragraphs: string[]; button?: { label: string; url: string }; footer: string }): Mail {
  const { name, email, phone } = m.contact;
  return renderMail({ subject: placedSubject(m.departementName, subject), greeting: `Bonjour ${m.name},`, paragraphs, ...(button && { button }), footer: [`${footer} ${name} : ${phone}, ${email}.`], demonstration: m.demonstration });
}
