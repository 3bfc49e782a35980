import { answerLengthMax, answerLengthMin, dataRequestArticles } from '#libs/domain';
import type { DataRequest, DataRequestKind } from '#libs/domain';
import type { BadgeTone } from '#libs/ui';
import { saidLengthMax } from './data-requests.js';
import type { RequestRefusal } from './data-requests.js';

/** What is asked, in words. */
export const requestKinds: Record<DataRequestKind, { label: string; hint: string }> = {
  correction: { label: 'Corriger une donnée', hint: `Une donnée est fausse ou incomplète (RGPD, article ${dataRequestArticles.correction}).` },
  limitation: { label: 'Limiter l’usage de mes données', hint: `Vous demandez de les garder sans les utiliser, par exemple le temps d’une vérification (RGPD, article ${dataRequestArticles.limitation}).` },
  erasure: { label: 'Effacer mes données', hint: `La preuve d’une convention signée ne s’efface pas (RGPD, article ${dataRequestArticles.erasure}, paragraphe 3).` },
};

export const requestStates: Record<DataRequest['state'], { label: string; tone: BadgeTone }> = {
  waiting: { label: 'En attente', tone: 'info' },
  pressing: { label: 'À répondre vite', tone: 'warning' },
  accepted: { label: 'Acceptée', tone: 'success' },
  refused: { label: 'Refusée', tone: 'neutral' },
};

/** Why a request is not received: the field, the sentence. */
export const requestRefusals: Record<RequestRefusal, { field: string; sentence: string }> = {
  kind_missing: { field: 'kind', sentence: 'Choisissez ce que vous demandez.' },
  said_missing: { field: 'said', sentence: 'Dites en quelques mots de quelles données il s’agit.' },
  said_too_long: { field: 'said', sentence: `Raccourcissez votre demande à ${saidLengthMax} caractères.` },
  departement_missing: { field: 'departement', sentence: 'Choisissez le département à qui vous vous adressez.' },
  too_many_waiting: { field: 'said', sentence: 'Trois de vos demandes attendent déjà une réponse. Vous la recevrez dans le mois (RGPD, article 12, paragraphe 3).' },
};

/** Why an answer is not received. */
export const answerRefusals: Record<DataRequest['refusal'] | 'not_possible_now', string> = {
  reason_too_short: `Expliquez votre réponse en ${answerLengthMin} caractères au moins : la personne la reçoit telle quelle.`,
  reason_too_long: `Raccourcissez votre réponse à ${answerLengthMax} caractères.`,
  article_not_cited: 'Citez l’article sur lequel vous vous fondez, par exemple « article 17, paragraphe 3 » (RGPD, article 12, paragraphe 4).',
  answered_already: 'Cette demande a déjà reçu sa réponse.',
  not_possible_now: 'Cette demande ne peut pas recevoir de réponse maintenant.',
};
