/** What is wrong with one field of what was sent: « hours.monday.0.to ». */
export type FieldProblem = { field: string; message: string };

export type ProblemStatus = 400 | 401 | 403 | 404 | 405 | 409 | 410 | 412 | 413 | 415 | 422 | 428 | 429 | 500 | 503;

/** A failure of the API as RFC 9457 writes it: a stable code for programs, a French sentence for the people who read them. */
export class Problem extends Error {
  constructor(
    readonly status: ProblemStatus,
    readonly code: string,
    readonly detail: string,
    readonly more: { errors?: readonly FieldProblem[]; headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(code);
  }
}

/** The title of each status: the same words for every problem of that status, as the RFC wants. */
export const problemTitles: Record<ProblemStatus, string> = {
  400: 'Requête illisible',
  401: 'Jeton demandé',
  403: 'Action non permise',
  404: 'Introuvable',
  405: 'Méthode non permise',
  409: 'Impossible dans cet état',
  410: 'N’existe plus',
  412: 'Modifié entre-temps',
  413: 'Envoi trop volumineux',
  415: 'Format non accepté',
  422: 'Données refusées',
  428: 'Version attendue',
  429: 'Trop de requêtes',
  500: 'Incident du service',
  503: 'Service indisponible',
};

export const problemType = 'application/problem+json';

/** What the object is not, or is not to you: the same words, so that nobody learns which. */
export const notFound = (code: 'not_found' | 'object_unknown' = 'not_found'): Problem => new Problem(404, code, 'Cette adresse ne mène à rien que votre jeton puisse voir.');

export function invalid(errors: readonly FieldProblem[]): Problem {
  const count = errors.length === 1 ? 'Un champ est refusé' : `${errors.length} champs sont refusés`;
  return new Problem(422, 'fields_invalid', `${count} : rien n’est enregistré. Corrigez et renvoyez.`, { errors });
}
