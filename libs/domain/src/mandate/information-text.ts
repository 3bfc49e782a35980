import { informationItems } from './mandate.js';
import type { InformationItem } from './mandate.js';

/** `recipients`: the partners present, by the name people know. `contact`: where to write to the one who answers for the data. */
export type InformationGiven = { controller: string; recipients: readonly string[]; contact: string };

/** One of the four things told before anything is asked (art. 4.6, RGPD art. 13): read aloud, then acknowledged. */
export type InformationSaid = { item: InformationItem; title: string; sentences: readonly string[]; list: readonly string[] };

/** In plain French: `plainFrenchFaults` finds nothing to say of it. Names are kept out of the long sentences, for some are long themselves. */
export function informationText(given: InformationGiven): InformationSaid[] {
  return informationItems.map((item) => ({ item, ...said[item](given) }));
}

const said: Readonly<Record<InformationItem, (given: InformationGiven) => Omit<InformationSaid, 'item'>>> = {
  controller: ({ controller }) => ({
    title: 'Qui répond de vos données ?',
    sentences: [`C’est le gestionnaire de ce lieu : ${controller}.`, 'Chaque organisme que nous contactons répond aussi de ses propres fichiers.', 'L’agent qui vous aide est tenu au secret.'],
    list: [],
  }),
  purpose: () => ({
    title: 'À quoi servent vos données ?',
    sentences: [
      'Avec un mandat, vous nous demandez d’agir pour vous.', 'Vos données servent seulement aux démarches que vous allez choisir.', 'Elles ne servent à rien d’autre, et ne sont jamais vendues.',
      'Ne nous donnez pas vos mots de passe.', 'Quand vos démarches sont finies, nous détruisons vos données.', 'Nous gardons à part le mandat signé, comme preuve.',
    ],
    list: [],
  }),
  recipients: ({ recipients }) => ({
    title: 'Qui reçoit vos données ?',
    sentences: ['L’agent qui vous aide les voit.', 'Les organismes de vos démarches les reçoivent.', 'Pour les donner à quelqu’un d’autre, il nous faut votre accord.', ...(recipients.length === 0 ? [] : ['Selon vos démarches, ce peut être :'])],
    list: recipients,
  }),
  rights: ({ contact }) => ({
    title: 'Quels sont vos droits ?',
    sentences: [
      'Vous pouvez arrêter ce mandat à tout moment, sans dire pourquoi.', 'Vous pouvez voir vos données et les faire corriger.', 'Vous pouvez nous demander de les effacer, ou de ne plus les utiliser.', `Pour cela, écrivez au gestionnaire : ${contact}.`,
      'Vous pouvez aussi vous plaindre à la CNIL, qui protège les données de chacun.',
    ],
    list: [],
  }),
};
