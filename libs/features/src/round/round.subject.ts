import type { RoundRow } from './round.store.js';

/** What a round is about, as sentences name it: an agreement, or an act of the life of one. */
export type RoundSubject = {
  /** Null for an agreement. */
  act: { kind: string; id: string; agreementId: string; /** The act's own page. */ href: string } | null;
  /** Begins a page: « Convention départementale France Services de la Lozère », « Avenant nᵒ 1 à la convention CDFS-48-2026-001 ». */
  title: string;
  /** The same, shorter: « Convention France Services de la Lozère ». */
  heading: string;
  /** Inside a sentence to somebody who knows the département by name: « la convention France Services de la Lozère », « l’avenant nᵒ 1 à la convention CDFS-48-2026-001 ». */
  the: string;
  /** The same by its number: « la convention CDFS-48-2026-001 »; an act bears that of its agreement. */
  numbered: string;
  /** Once it has been named: « la convention », « l’avenant nᵒ 1 ». */
  short: string;
  /** One word: « Convention », « Avenant », « Adhésion ». */
  kind: string;
  feminine: boolean;
  /** « toutes les parties »; an act is not signed by all those of the agreement. */
  everyone: string;
  /** Name of its file, without what follows. */
  fileStem: string;
};

/** Kinds of acts: each is a Word template too, hence its name. One that has no words does not compile. */
const actWords: Record<NonNullable<RoundRow['act']>['template'], { kind: string; feminine: boolean; pages: string }> = {
  avenant: { kind: 'Avenant', feminine: false, pages: '/avenants/' },
  adhesion: { kind: 'Adhésion', feminine: true, pages: '/adhesions/' },
};

/** How to speak of what this round signs. */
export function subjectOf({ number, act, dossier, departementCode }: Pick<RoundRow, 'number' | 'act' | 'dossier' | 'departementCode'>): RoundSubject {
  if (!act) {
    const of = dossier?.departement.ofName ?? `du département ${departementCode}`;
    return {
      act: null, title: `Convention départementale France Services ${of}`, heading: `Convention France Services ${of}`, the: `la convention France Services ${of}`, numbered: `la convention ${number}`, short: 'la convention', kind: 'Convention', feminine: true,
      everyone: 'toutes les parties', fileStem: `convention-${number}`,
    };
  }
  const { id, agreementId, label, title, template } = act;
  const { kind, feminine, pages } = actWords[template];
  const the = `l’${lowerFirst(title)}`;
  return { act: { kind: act.kind, id, agreementId, href: `${pages}${id}` }, title, heading: title, the, numbered: the, short: `l’${lowerFirst(label)}`, kind, feminine, everyone: 'tous les signataires', fileStem: `${template}-${number}` };
}

/** « signé » or « signée ». */
export function agreed({ feminine }: Pick<RoundSubject, 'feminine'>, participle: string): string {
  return feminine ? `${participle}e` : participle;
}

/** « La convention », at the beginning of a sentence. */
export function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
