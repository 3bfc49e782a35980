import { defaultReadings, particularConditions, readReadings, readingIds, readings } from './readings.js';

describe('Les lectures d’un modèle', () => {
  it('gardent leurs identifiants, que citent les versions publiées', () => {
    expect(readingIds).toEqual([
      'duree.modele', 'duree.reconduction_mois', 'duree.plafond', 'date_effet', 'periodes',
      'denonciation.portee', 'denonciation.destinataire', 'denonciation.forme', 'retrait.destinataire', 'preavis.reception', 'preavis.effet',
      'partenaires_locaux.adhesion', 'cession.effet_de_la_loi', 'originaux', 'comite.compte_rendu_jours',
      'horaires.rendez_vous', 'horaires.plusieurs_lieux', 'horaires.preavis_jours', 'horaires.seuil_heures', 'delai72.mode', 'mandat.mandataire', 'mandat.en_presence',
    ]);
  });

  it('ont les réponses par défaut de la page du domaine', () => {
    expect(defaultReadings).toMatchObject({
      'duree.modele': 'echeance_explicite', 'duree.reconduction_mois': 12, 'duree.plafond': 'fin_accord_cadre', date_effet: 'derniere_signature', 'denonciation.portee': 'individuelle',
      'denonciation.destinataire': 'prefet', 'preavis.reception': 'premiere_presentation', 'preavis.effet': 'echeance', 'delai72.mode': 'heures_jours_ouvres', 'mandat.mandataire': 'structure',
      'partenaires_locaux.adhesion': 'acte_separe', originaux: 'original_electronique', 'horaires.preavis_jours': 15,
    });
  });

  it.each(readingIds)('%s : la question et chaque phrase sont du français achevé', (id) => {
    const reading = readings[id];
    expect(reading.question).toMatch(/^\p{Lu}.* \?$/u);
    expect(reading.articles.length).toBeGreaterThan(0);
    const sentences = reading.kind === 'count' ? [reading.min, reading.default, reading.max].map(reading.sentence) : Object.values<{ sentence: string }>(reading.values).map(({ sentence }) => sentence);
    for (const sentence of sentences) expect(sentence).toMatch(/^\p{Lu}.*\.$/u);
    expect(new Set(sentences).size).toBe(reading.kind === 'count' ? new Set([reading.min, reading.default, reading.max]).size : sentences.length);
  });

  it('complètent par leur défaut les réponses manquantes', () => {
    expect(readReadings({ 'duree.reconduction_mois': 24 })).toEqual({ ok: true, answers: { ...defaultReadings, 'duree.reconduction_mois': 24 } });
  });

  it.each([
    ['duree.reconduction_mois', -1, 'READING_REFUSED'], ['duree.reconduction_mois', 49, 'READING_REFUSED'], ['duree.reconduction_mois', 1.5, 'READING_REFUSED'],
    ['duree.reconduction_mois', '12', 'READING_REFUSED'], ['date_effet', 'hier', 'READING_REFUSED'], ['date_effet', 'toString', 'READING_REFUSED'], ['inconnue', 1, 'READING_UNKNOWN'], ['constructor', 1, 'READING_UNKNOWN'],
  ])('refusent %s = %j', (id, answer, code) => {
    expect(readReadings({ [id]: answer })).toMatchObject({ ok: false, problems: [{ id, code }] });
  });

  it.each([['duree.reconduction_mois', 0], ['duree.reconduction_mois', 48], ['date_effet', 'date_fixe']])('admettent %s = %j', (id, answer) => {
    expect(readReadings({ [id]: answer }).ok).toBe(true);
  });

  it('impriment une phrase par lecture, celle de la réponse choisie', () => {
    const printed = particularConditions({ ...defaultReadings, 'duree.reconduction_mois': 0, 'comite.compte_rendu_jours': 1 });
    expect(printed.map(({ id }) => id)).toEqual(readingIds);
    expect(printed.find(({ id }) => id === 'duree.reconduction_mois')?.sentence).toContain('n’est pas tacitement reconduite');
    expect(printed.find(({ id }) => id === 'comite.compte_rendu_jours')?.sentence).toContain('1\u00a0jour ');
  });
});
