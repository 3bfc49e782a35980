import { instant, legalDay } from '../legal-time/legal-day.js';
import { defaultReadings } from '../model/readings.js';
import { brokenLaws } from '../workflow/laws.js';
import { decide, eventsOf, possibleEvents, statesOf } from '../workflow/workflow.js';
import type { Deviation } from '../model/deviations.js';
import type { Finding } from '../model/finding.js';
import type { Decision, Event } from '../workflow/workflow.js';
import { decisionsOf, newModelVersion, unapproved } from './model-version.js';
import { modelVersionWorkflow, publicationRefusals } from './model-version.workflow.js';
import type { ModelStanding, ModelVersion, ModelVersionFacts, ModelVersionRefusal } from './model-version.js';

const moment = { effectiveOn: legalDay('2026-11-24'), at: instant('2026-11-24T09:00:00Z') };
const finding: Finding = { key: 'L-01|article 8, alinéa 1|annexe 3', code: 'XREF_MISMATCH', id: 'L-01', severity: 'error', where: 'article 8, alinéa 1', excerpt: 'annexe 3', message: 'Renvoi.', suggestion: 'Renvoyez à l’annexe 4.' };
const deviation: Deviation = { key: '12|blank_filled|0', kind: 'blank_filled', where: 'bloc de signature, ligne 1', source: '……', rendered: 'Mende', sentence: 'Le blanc est rempli.' };
const publication = { template: 'a'.repeat(64), parts: [{ name: 'texte officiel', sha256: 'b'.repeat(64) }], printed: {} };

const ready: ModelVersionFacts = {
  ...newModelVersion, readings: defaultReadings, approvals: [{ key: deviation.key, rendered: 'Mende' }], waivers: [{ key: finding.key, reason: 'Le texte officiel est ainsi.' }],
};
type Command = ModelVersion['command'];
const event = (command: Command): Event<ModelVersion> => ({ ...command, ...moment });
const publish = (facts: ModelVersionFacts, change: Partial<ModelStanding> = {}): Event<ModelVersion> =>
  event({ type: 'publish', standing: { decided: decisionsOf(facts), obstacles: 0, findings: [finding], deviations: [deviation], templateFindings: 0, ...change }, publication });
const asked = (command: Command, facts = newModelVersion, state: ModelVersion['state'] = 'draft'): Decision<ModelVersion> => decide(modelVersionWorkflow, { state, facts }, event(command));
const refusalOf = (decision: Decision<ModelVersion>): string | null => (decision.accepted ? null : decision.refusal);

const samples: Record<Command['type'], Command> = {
  correctRecognition: { type: 'correctRecognition', corrections: { '3': 0 } },
  fillBlanks: { type: 'fillBlanks', fills: { fait_a: 'Mende' }, present: ['fait_a'] },
  answerReadings: { type: 'answerReadings', answers: {} },
  approveDeviations: { type: 'approveDeviations', keys: [deviation.key], present: [deviation] },
  waiveFinding: { type: 'waiveFinding', key: finding.key, reason: 'Le texte officiel est ainsi.', present: [finding] },
  publish: { type: 'publish', standing: { decided: decisionsOf(ready), obstacles: 0, findings: [finding], deviations: [deviation], templateFindings: 0 }, publication },
  retire: { type: 'retire', reason: 'Une version plus récente existe.' },
};

describe('la table d’une version de modèle', () => {
  test('obéit à toutes les lois', () => expect(brokenLaws(modelVersionWorkflow)).toEqual([]));

  const absent = statesOf(modelVersionWorkflow).flatMap((state) => eventsOf(modelVersionWorkflow).filter((on) => !possibleEvents(modelVersionWorkflow, state).has(on)).map((on) => [state, on as Command['type']] as const));
  test('interdit tout à une version publiée, sauf de la retirer', () => expect(absent.filter(([state]) => state === 'published')).toHaveLength(6));
  test.each(absent)('%s refuse %s', (state, on) => expect(refusalOf(asked(samples[on], ready, state))).toBe(state === 'published' ? 'version_published' : 'version_retired'));

  const present = statesOf(modelVersionWorkflow).flatMap((state) => [...possibleEvents(modelVersionWorkflow, state)].map((on) => [state, on as Command['type']] as const));
  test.each(present)('%s admet %s', (state, on) => expect(refusalOf(asked(samples[on], ready, state))).toBeNull());
});

describe('une version de modèle', () => {
  test.each<[string, Command, ModelVersionRefusal]>([
    ['un niveau de titre inconnu', { type: 'correctRecognition', corrections: { '3': 7 } }, 'heading_level_unknown'],
    ['un paragraphe sans rang', { type: 'correctRecognition', corrections: { x: 0 } }, 'heading_level_unknown'],
    ['un blanc qui n’est pas dans le texte', { type: 'fillBlanks', fills: { blanc_9: 'x' }, present: ['fait_a'] }, 'blank_unknown'],
    ['un retour à la ligne dans un blanc', { type: 'fillBlanks', fills: { fait_a: 'a\nb' }, present: ['fait_a'] }, 'fill_unprintable'],
    ['une commande dans un blanc', { type: 'fillBlanks', fills: { fait_a: '{{x}}' }, present: ['fait_a'] }, 'fill_unprintable'],
    ['une clause entière dans un blanc', { type: 'fillBlanks', fills: { fait_a: 'x'.repeat(201) }, present: ['fait_a'] }, 'fill_unprintable'],
    ['une lecture inconnue', { type: 'answerReadings', answers: { inconnue: 1 } }, 'reading_refused'],
    ['une réponse hors de la liste', { type: 'answerReadings', answers: { 'duree.reconduction_mois': 49 } }, 'reading_refused'],
    ['un écart inconnu', { type: 'approveDeviations', keys: ['1|white_space|0'], present: [deviation] }, 'deviation_unknown'],
    ['une remarque inconnue', { type: 'waiveFinding', key: 'L-99', reason: 'Un motif assez long.', present: [finding] }, 'finding_unknown'],
    ['un motif trop court', { type: 'waiveFinding', key: finding.key, reason: '  court    .  ', present: [finding] }, 'waiver_reason_missing'],
    ['un retrait sans motif', { type: 'retire', reason: ' ' }, 'retire_reason_missing'],
  ])('refuse %s', (_, command, refusal) => expect(refusalOf(asked(command))).toBe(refusal));

  test.each<[string, ModelVersionFacts, Partial<ModelStanding>, ModelVersionRefusal]>([
    ['sur des décisions qui ont changé', ready, { decided: decisionsOf(newModelVersion) }, 'review_outdated'],
    ['avec un obstacle dans Word', ready, { obstacles: 1 }, 'obstacles_remain'],
    ['sans réponse aux lectures', { ...ready, readings: null }, {}, 'readings_unanswered'],
    ['avec une erreur que rien n’écarte', { ...ready, waivers: [] }, {}, 'findings_remain'],
    ['avec un écart que personne n’approuve', { ...ready, approvals: [] }, {}, 'deviations_unapproved'],
    ['avec un blanc rempli autrement depuis l’approbation', ready, { deviations: [{ ...deviation, rendered: 'Florac' }] }, 'deviations_unapproved'],
    ['avec un modèle que le contrôle refuse', ready, { templateFindings: 2 }, 'template_refused'],
  ])('n’est pas publiée %s', (_, facts, change, refusal) => {
    const request = publish(facts, change);
    expect(decide(modelVersionWorkflow, { state: 'draft', facts }, request)).toEqual({ accepted: false, refusal });
    expect(publicationRefusals(facts, request)).toEqual([refusal]);
  });

  test('dit tout ce qui manque à un brouillon neuf', () =>
    expect(publicationRefusals(newModelVersion, publish(newModelVersion, { obstacles: 1, templateFindings: 1 }))).toEqual(['obstacles_remain', 'readings_unanswered', 'findings_remain', 'deviations_unapproved', 'template_refused']));

  test('est publiée avec un avertissement, et garde ce qui est publié', () => {
    const facts = { ...ready, waivers: [] };
    const done = decide(modelVersionWorkflow, { state: 'draft', facts }, publish(facts, { findings: [{ ...finding, severity: 'warning' }] }));
    expect(done).toMatchObject({ accepted: true, to: 'published', facts: { publication: { ...publication, at: moment.at } } });
  });

  test('ne dépend pas de l’ordre dans lequel la base rend les décisions', () => {
    const turned = Object.fromEntries(Object.entries(decisionsOf(ready)).reverse()) as ModelStanding['decided'];
    expect(decide(modelVersionWorkflow, { state: 'draft', facts: ready }, publish(ready, { decided: turned })).accepted).toBe(true);
  });

  test('vide un blanc rempli de blanc', () =>
    expect(asked({ type: 'fillBlanks', fills: { fait_a: '  ' }, present: ['fait_a'] }, { ...newModelVersion, fills: { fait_a: 'Mende' } })).toMatchObject({ accepted: true, facts: { fills: {} } }));

  test('relue après correction, elle perd ce qui était décidé sur la lecture d’avant', () => {
    const done = asked({ type: 'correctRecognition', corrections: { '4': null } }, { ...ready, fills: { fait_a: 'Mende' } });
    expect(done).toMatchObject({ accepted: true, facts: { corrections: { '4': null }, fills: {}, approvals: [], waivers: [], readings: defaultReadings } });
  });

  test('ne tient pour approuvé que ce qui est imprimé', () => {
    expect(unapproved([deviation], [{ key: deviation.key, rendered: 'Mende' }])).toEqual([]);
    expect(unapproved([deviation], [{ key: deviation.key, rendered: 'Florac' }])).toEqual([deviation]);
  });
});
