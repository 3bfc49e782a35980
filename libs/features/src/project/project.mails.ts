import { formatHash, placedSubject, renderMail } from '#libs/ui';
import type { Mail } from '#libs/ui';

/** Version of these words, kept with each mail. */
export const projectMailsVersion = '2';

/** What every mail about a project says around its words. */
export type ProjectMailAround = {
  /** « Mme Claire Martin », or the body when nobody is named. */
  name: string;
  bodyName: string;
  departementName: string;
  /** « la convention France Services de la Lozère ». */
  the: string;
  contact: { name: string; email: string; phone: string };
  demonstration: boolean;
};

/** Why one is written to: for the first time, because no answer came, or because what one had read has changed. */
export type AskedWhy = 'first' | 'again' | 'changed';

/** A reason, or a doubt, is read whole on the page; the mail gives its beginning. */
const wordsShownMax = 200;

export function confirmationMail(m: ProjectMailAround, { why, url }: { why: AskedWhy; url: string }): Mail {
  const what = `ce que ses annexes 4, 5 et 6 disent de « ${m.bodyName} » : structures, horaires, offres, référents`;
  const opening: Record<AskedWhy, string> = {
    first: `La préfecture prépare ${m.the}. Avant d’en arrêter le texte, elle vous demande de relire ${what}.`,
    again: `Votre réponse manque encore avant d’arrêter le texte de ${m.the}. Relisez ${what}.`,
    changed: `L’annuaire a été corrigé : ${what}, ont changé depuis qu’elles vous ont été présentées. Une réponse donnée avant ne vaut plus ; relisez-les.`,
  };
  const subjects: Record<AskedWhy, string> = { first: 'vos annexes sont à confirmer', again: 'vos annexes attendent votre réponse', changed: 'vos annexes ont changé, à relire' };
  return written(m, {
    subject: subjects[why],
    paragraphs: [opening[why], 'Confirmer ne signe rien et n’engage à rien : c’est le moment de signaler une erreur, sans compte ni mot de passe.'],
    button: { label: 'Relire mes annexes', url },
  });
}

/** To a body whose assembly decides: the text it decides on, and the words to do it with. `returned`: why the préfecture sent back what the body had deposited. */
export function projectMail(m: ProjectMailAround, { url, word, pdf, contentHash, returned }: { url: string; word: string; pdf: string; contentHash: string; returned: string | null }): Mail {
  return written(m, {
    subject: returned === null ? 'votre projet de délibération' : 'votre dépôt est à compléter',
    paragraphs: [
      ...(returned === null
        ? [
          `Le texte de ${m.the} est arrêté. Avant que « ${m.bodyName} » puisse le signer, son assemblée doit l’approuver ; la délibération doit ensuite être publiée et transmise au contrôle de légalité.`,
          'Déposez-la sur la page du texte, avec les dates de sa publication et de sa transmission.',
        ]
        : [`La préfecture renvoie ce que « ${m.bodyName} » a déposé pour ${m.the}. Motif : ${quoted(returned)}`, 'Corrigez-le sur la page du texte, et déposez-le de nouveau.']),
      `Empreinte du texte : ${formatHash(contentHash)}`,
    ],
    links: [{ label: 'Projet de délibération, Word', url: word }, { label: 'Projet de délibération, PDF', url: pdf }, { label: 'Lire le texte, déposer la délibération', url }],
  });
}

/** The project stops there, or another text takes its place. */
export function projectEndMail(m: ProjectMailAround, { replaced, reason }: { replaced: boolean; reason: string }): Mail {
  return written(m, {
    subject: replaced ? 'le texte du projet est remplacé' : 'le projet est abandonné',
    paragraphs: [
      `La préfecture ${replaced ? 'remplace le texte de' : 'renonce à'} ${m.the}${replaced ? '' : ', dans la version que vous aviez reçue'}. Motif : ${quoted(reason)}`,
      replaced
        ? `Une délibération déjà prise porte sur l’ancien texte et ne permet pas de signer le nouveau. « ${m.bodyName} » sera sollicité de nouveau.`
        : `Rien n’est plus à confirmer pour « ${m.bodyName} », et aucune délibération n’en est attendue.`,
    ],
  });
}

/** To whoever follows the round: a body says that something is wrong. */
export function contestMail({ name, number, bodyName, words, url, departementName, demonstration }: { name: string; number: string; bodyName: string; words: string; url: string; departementName: string; demonstration: boolean }): Mail {
  return renderMail({
    subject: placedSubject(departementName, 'une erreur est signalée'),
    greeting: `Bonjour ${name},`,
    paragraphs: [
      `« ${bodyName} » signale une erreur dans ses annexes (tournée ${number}) : ${quoted(words)}`,
      'Corrigez l’annuaire, puis redemandez sa confirmation : seuls les organismes dont les annexes changent sont interrogés de nouveau.',
    ],
    button: { label: 'Voir le projet', url },
    footer: [`Vous recevez ce courriel parce que vous suivez la tournée ${number}.`],
    demonstration,
  });
}

function written({ name, departementName, contact, demonstration }: ProjectMailAround, { subject, ...said }: { subject: string; paragraphs: string[]; button?: { label: string; url: string }; links?: { label: string; url: string }[] }): Mail {
  return renderMail({ ...said, subject: placedSubject(departementName, subject), greeting: `Bonjour ${name},`, footer: [`Une question ? ${contact.name}, ${contact.phone}, ${contact.email}.`, 'Ce lien est celui de votre organisme : ne le transférez qu’à ceux qui peuvent répondre pour lui.'].slice(0, said.button || said.links ? 2 : 1), demonstration });
}

function quoted(words: string): string {
  const text = words.replace(/\s+/g, ' ').trim();
  return `« ${text.length > wordsShownMax ? `${text.slice(0, wordsShownMax).trimEnd()}…` : text} »`;
}
