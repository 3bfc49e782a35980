/** Longest a sentence read aloud may be: FALC guidance and the State's plain-language guide both keep to fifteen to twenty words. */
export const SENTENCE_WORDS_MAX = 20;

/** Words of the law and of offices, that a person in a hurry or in trouble does not use. */
const jargon: readonly string[] = [
  'mandant', 'mandataire', 'responsable du traitement', 'responsable de traitement', 'traitement', 'finalité', 'destinataire', 'données à caractère personnel', 'données personnelles', 'personne concernée', 'rgpd', 'délégué à la protection',
  'rectification', 'portabilité', 'limitation', 'réclamation', 'opposition', 'consentement', 'révocation', 'révoquer', 'renonciation', 'résiliation', 'habilité', 'habilitation',
  'conformément', 'en vertu de', 'aux fins de', 'à cette fin', 'le cas échéant', 'sous réserve', 'nonobstant', 'susmentionné', 'susvisé', 'ci-dessus', 'ci-après', 'afférent', 'dûment', 'à l’exclusion', 'préalablement', 'ultérieurement',
  'notamment', 'au titre de', 'dans le cadre de', 'en application de', 'stipulé', 'ad nutum', 'quantième', 'usager', 'diligences', 'attributaire', 'dématérialisé', 'téléprocédure', 'pièces justificatives',
];

export type PlainFrenchFault = { sentence: string } & ({ fault: 'too_long'; words: number } | { fault: 'jargon'; word: string } | { fault: 'passive_chain' });

/** « est gardé », « ont été transmises »: one is said easily, two in one sentence are not. */
const passive = /\b(?:est|sont|était|étaient|sera|seront|être|été)\s+(?:\p{L}+ment\s+)?\p{L}{2,}(?:é|ée|és|ées|i|ie|is|ies|ise|ises|u|ue|us|ues)(?!\p{L})/gu;
const PASSIVES_MAX = 1;

/** Why a text is hard to follow when it is read aloud; empty when it is plain. */
export function plainFrenchFaults(text: string): PlainFrenchFault[] {
  return sentencesOf(text).flatMap((sentence): PlainFrenchFault[] => {
    const said = sentence.toLowerCase().replaceAll('\'', '’').replace(/\s+/g, ' ');
    const words = sentence.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
    return [
      ...(words > SENTENCE_WORDS_MAX ? [{ sentence, fault: 'too_long' as const, words }] : []),
      ...jargon.filter((word) => isSaid(said, word)).map((word) => ({ sentence, fault: 'jargon' as const, word })),
      ...([...said.matchAll(passive)].length > PASSIVES_MAX ? [{ sentence, fault: 'passive_chain' as const }] : []),
    ];
  });
}

/** Whole words, in the plural too: « mandat » is said to everyone, « mandataire » to nobody. */
function isSaid(sentence: string, word: string): boolean {
  return new RegExp(`(?<!\\p{L})${word.replaceAll(' ', '(?:s|e|es)? ')}(?:s|e|es)?(?!\\p{L})`, 'u').test(sentence);
}

/** A line is a sentence of its own, titles and items of lists included. */
function sentencesOf(text: string): string[] {
  return text.split(/\n+|(?<=[.!?…])\s+/).map((sentence) => sentence.trim()).filter((sentence) => sentence !== '');
}
