import type { LegalDay } from '#libs/domain';
import { formatDay, placedSubject, renderMail } from '#libs/ui';
import type { Mail } from '#libs/ui';

/** Version of these words, kept with each mail. */
export const amendmentMailsVersion = '1';

/** What every mail about an amendment says around its words. `what`: « l’avenant n° 1 ». */
export type AmendmentMail = { name: string; departementName: string; number: string; what: string; subjects: readonly string[]; url: string; contact: { name: string; email: string; phone: string }; demonstration: boolean };
export type AmendmentNews = 'proposed' | 'declined' | 'informed' | 'hours' | 'adopted' | 'in_force' | 'abandoned' | 'withdrawn' | 'mandates' | 'consolidated';

type Words = { subject: string; paragraphs: (m: AmendmentMail, on: LegalDay | null) => string[]; label: string };

const onDay = (day: LegalDay | null): string => (day === null ? 'à son jour' : formatDay(day));

const words: Record<AmendmentNews, Words> = {
  proposed: { subject: 'modification proposée', paragraphs: (m) => [`Une partie propose de modifier la convention France Services ${m.number} : ${m.subjects.join(' ; ')}.`, 'Reprenez cette proposition pour en faire un avenant, ou écartez-la avec un motif.'], label: 'Voir la proposition' },
  declined: { subject: 'proposition écartée', paragraphs: (m) => [`La préfecture écarte la modification que vous aviez proposée à la convention ${m.number} : ${m.subjects.join(' ; ')}.`, 'Son motif est sur la page de la proposition. La convention n’est pas modifiée.'], label: 'Lire le motif' },
  informed: { subject: 'mise à jour d’une annexe', paragraphs: (m, on) => [`La convention France Services ${m.number} est mise à jour par ${m.what}, avec effet ${onDay(on)} : ${m.subjects.join(' ; ')}.`, 'Vous n’avez rien à signer : l’article 5.2.1 demande seulement que ce tableau soit tenu à jour.'], label: 'Voir ce qui change' },
  hours: { subject: 'des horaires vont changer', paragraphs: (m, on) => [`Convention France Services ${m.number}. ${m.subjects.join(' ; ')} : les nouveaux horaires s’appliqueront ${onDay(on)}.`, 'Vous en êtes informé en amont, comme l’article 4.2 le demande ; vous n’avez rien à signer. Prévenez les personnes qui y tiennent une permanence.'], label: 'Voir les nouveaux horaires' },
  adopted: { subject: 'l’avenant est signé', paragraphs: (m, on) => [`Tous les signataires ont signé ${m.what} à la convention France Services ${m.number}. Il prendra effet ${onDay(on)}.`, `Il porte sur : ${m.subjects.join(' ; ')}.`], label: 'Voir l’avenant' },
  in_force: { subject: 'un avenant est en vigueur', paragraphs: (m, on) => [`La convention France Services ${m.number} est modifiée par ${m.what}, en vigueur depuis ${onDay(on)} : ${m.subjects.join(' ; ')}.`, 'Une version consolidée est en préparation ; elle vous sera annoncée. Font foi la convention signée et ses avenants.'], label: 'Voir l’avenant' },
  abandoned: { subject: 'l’avenant est abandonné', paragraphs: (m) => [`La collecte des signatures de ${m.what} à la convention France Services ${m.number} est abandonnée. La convention n’est pas modifiée, et vous n’avez rien à faire.`], label: 'Voir l’avenant' },
  withdrawn: { subject: 'une annonce est retirée', paragraphs: (m) => [`Le changement annoncé à la convention France Services ${m.number} est retiré avant d’avoir pris effet : ${m.subjects.join(' ; ')}. La convention reste ce qu’elle était.`], label: 'Voir ce qui est retiré' },
  mandates: { subject: 'une structure sort', paragraphs: (m, on) => [`${m.subjects.join(' ; ')}. La structure sort de la convention France Services ${m.number} ${onDay(on)}.`, 'Les mandats donnés par des usagers dans cette structure prennent fin ce jour-là : prévenez les personnes concernées et orientez-les vers une autre structure.'], label: 'Voir l’avenant' },
  consolidated: { subject: 'version consolidée prête', paragraphs: (m, on) => [`Une version consolidée de la convention France Services ${m.number} au ${on === null ? '' : formatDay(on, 'bare')} est prête, avec ses différences : ${m.subjects.join(' ; ')}.`, 'Elle est scellée par le service, à titre d’information. Font foi la convention signée et ses avenants.'], label: 'Lire la version consolidée' },
};

export function amendmentMail(news: AmendmentNews, m: AmendmentMail, on: LegalDay | null): Mail {
  const { subject, paragraphs, label } = words[news];
  const { name, email, phone } = m.contact;
  return renderMail({
    subject: placedSubject(m.departementName, subject), greeting: `Bonjour ${m.name},`, paragraphs: paragraphs(m, on), button: { label, url: m.url },
    footer: [`Vous recevez ce courriel parce que votre organisme est partie à la convention ${m.number}. ${name} : ${phone}, ${email}.`], demonstration: m.demonstration,
  });
}
