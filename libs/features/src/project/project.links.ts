import { roundLinks } from '#libs/features/round';

const of = (roundId: string, rest: string): string => `${roundLinks.project(roundId)}${rest}`;
const at = (token: string, rest = ''): string => `/projet/${encodeURIComponent(token)}${rest}`;

/** Addresses of a project: the préfecture's, then those behind the link of a body. */
export const projectLinks = {
  page: (roundId: string): string => roundLinks.project(roundId),
  /** POST: one body is asked again. */
  askAgain: (roundId: string): string => of(roundId, '/relances'),
  /** POST: the préfecture goes on without the answer of a body, with a reason. */
  waive: (roundId: string): string => of(roundId, '/dispenses'),
  /** POST: those whose part has moved are asked again. */
  review: (roundId: string): string => of(roundId, '/relecture'),
  /** POST: the text is frozen. */
  freeze: (roundId: string): string => of(roundId, '/arret'),
  /** POST: those who sign are asked to. */
  openSignatures: (roundId: string): string => of(roundId, '/signature'),
  abandon: (roundId: string): string => of(roundId, '/abandon'),
  /** POST: another text in the place of the one that is frozen. */
  supersede: (roundId: string): string => of(roundId, '/remplacement'),
  /** GET: the body's own page; it changes nothing, however often. */
  answer: (token: string): string => at(token),
  confirm: (token: string): string => at(token, '/confirmation'),
  contest: (token: string): string => at(token, '/erreur'),
  /** POST: what the assembly decided, with its files. */
  deposit: (token: string): string => at(token, '/depot'),
  document: (token: string): string => at(token, '/document.pdf'),
  deliberationWord: (token: string): string => at(token, '/projet-de-deliberation.docx'),
  deliberationPdf: (token: string): string => at(token, '/projet-de-deliberation.pdf'),
} as const;

export const depositRoute = '/projet/:token/depot';
