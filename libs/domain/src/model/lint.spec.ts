import { effortOf } from '../../../../test/support/effort.js';
import { legalDay } from '../legal-time/legal-day.js';
import { blockingFindings, lintAgreement } from './lint.js';
import { readAgreement } from './read-agreement.js';
import { linesOf } from './text.js';
import type { Finding, LintId, LintOptions } from './finding.js';

const names: LintOptions['names'] = [
  {
    code: 'france_travail',
    membership: { validFrom: null, validTo: null },
    names: [{ name: 'Pôle emploi', validFrom: null, validTo: legalDay('2024-01-01') }, { name: 'France Travail', validFrom: legalDay('2024-01-01'), validTo: null }],
  },
  {
    code: 'cnam',
    membership: { validFrom: null, validTo: null },
    names: [
      { name: 'Caisse des travailleurs salariés (CNAMTS)', validFrom: null, validTo: legalDay('2018-01-01') },
      { name: 'Caisse nationale de l’assurance maladie (Cnam)', validFrom: legalDay('2018-01-01'), validTo: null },
    ],
  },
];
const today = legalDay('2026-11-25');

/** A text without a defect; `%` stands where a case puts its own sentence, in article 4. */
const frame = [
  'Convention', 'ENTRE LES SOUSSIGNÉS :', 'l’État, représenté par le préfet, ci-après « le Préfet » ;', 'Préambule', 'Les parties rappellent la Charte nationale.',
  'Art. 1- Objet', 'Le présent texte organise le bouquet de services (annexe 2) et la charte (annexe 1).',
  'Art. 2- Modalités de gestion', 'Chaque structure est gérée selon les modalités de l’annexe 4, sous l’Accord cadre (annexe 3).',
  'Art. 3- Durée', 'La convention est conclue pour une durée de trois (3) ans.',
  'Art. 4- Dispositions', '%',
  'Fait à Mende, le 3 décembre 2026', 'Les signataires :', 'Le Préfet',
  'Liste des annexes', 'Annexe 1 : Charte nationale d’engagement', 'Annexe 2 : Bouquet de services', 'Annexe 3 : Accord cadre national', 'Annexe 4 : Modalités de gestion de la structure',
];
const lint = (lines: readonly string[], options: Partial<LintOptions> = {}): Finding[] => lintAgreement(readAgreement(linesOf(lines.join('\n'))), { today, names, ...options });
const withSentence = (sentence: string): string[] => frame.map((line) => (line === '%' ? sentence : line));
const without = (...dropped: RegExp[]): string[] => withSentence('Rien.').filter((line) => !dropped.some((pattern) => pattern.test(line)));
const ids = (findings: readonly Finding[]): string[] => findings.map(({ id }) => id);

describe('La relecture d’une convention', () => {
  it('ne trouve rien dans un texte sans défaut', () => {
    expect(lint(withSentence('Les parties se réunissent une fois par an.'))).toEqual([]);
  });

  it('ne trouve que les parties manquantes dans un texte vide', () => {
    expect(ids(lint([]))).toEqual(['L-11']);
  });

  it.each<[LintId, Finding['severity'], string]>([
    ['L-01', 'error', 'Les modalités de gestion de la structure figurent en annexe 3.'],
    ['L-01', 'error', 'Les référents sont nommés en annexe 9.'],
    ['L-01', 'error', 'Les parties appliquent l’article 12.'],
    ['L-01', 'error', 'Les parties appliquent l’article 4.7.'],
    ['L-01', 'error', 'Les référents figurent en annexe:referents.'],
    ['L-03', 'warning', 'Elle est établie avec tacite reconduction, pour un an, avec tacite reconduction.'],
    ['L-03', 'warning', 'La convention est conclue pour une durée de trois (3) ans.'],
    ['L-04', 'error', 'Le siège est à ………….'],
    ['L-04', 'error', 'Le siège est à [à compléter].'],
    ['L-05', 'warning', 'Les structures sont équipées d’ici au 31 décembre 2022.'],
    ['L-05', 'warning', 'Les structures sont équipées avant 2022.'],
    ['L-05', 'warning', 'Le financement court jusqu’à fin 2021.'],
    ['L-05', 'warning', 'Les structures sont équipées avant juin 2026.'],
    ['L-05', 'warning', 'Les structures sont équipées au 24/11/2026.'],
    ['L-06', 'warning', 'Les agents orientent vers Pôle emploi.'],
    ['L-06', 'warning', 'Les agents orientent vers la CNAMTS.'],
    ['L-06', 'warning', 'Les agents orientent vers la caisse des travailleurs salariés.'],
    ['L-07', 'warning', 'Le gestionnaire écrit à la structure porteuse.'],
    ['L-07', 'warning', 'Le gestionnaire réunit les porteurs de France Services.'],
    ['L-08', 'warning', 'Sans accord écrit, aucune Partie ne cède ses droits.'],
    ['L-08', 'warning', 'Les droits nés de la Convention ne sont pas cédés.'],
    ['L-09', 'error', '[bookmark: _GoBack]Les parties se réunissent.'],
    ['L-09', 'error', 'Les parties appliquent Erreur ! Source du renvoi introuvable. Elles se réunissent.'],
    ['L-10', 'info', 'Elles respectent les articles 48 et 105 de la loi n° 78-17 du 6 janvier 1978.'],
    ['L-10', 'info', 'Elles respectent l’article 100 du règlement (UE) 2016/679.'],
    ['L-13', 'info', 'Les parties  se réunissent.'],
    ['L-13', 'info', 'Le nom est «France Services ».'],
    ['L-13', 'info', 'Le nom est "France Services".'],
    ['L-13', 'info', 'Le nom est « France Services.'],
    ['L-13', 'info', 'La gestionnaire organise la coopération.'],
    ['L-13', 'info', 'Les moyens sont garantis. Ceci exposé, il est convenu.'],
  ])('%s (%s) : %s', (id, severity, sentence) => {
    const found = lint(withSentence(sentence)).filter((finding) => finding.id === id);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ severity, where: 'article 4, alinéa 1' });
    expect(found[0]?.message).toMatch(/^\p{Lu}.*[.?]$|^«/u);
    expect(found[0]?.suggestion).toMatch(/\.$/u);
  });

  it.each([
    'Le « Bouquet de services » est en annexe 2, la Charte nationale d’engagement en annexe 1.',
    'Chaque structure et chaque gestionnaire tiennent l’annexe 2 à jour.',
    'Les prestations hors du bouquet figurent en annexe 4.',
    'Il répond, pour lui et par lui, comme pour lui et par lui.',
    'Les annexes 1 à 4 sont jointes.',
    'Elles appliquent l’article 1375, alinéa 4, du code civil et l’article 2.',
    'Les partenaires nationaux signataires de l’Accord cadre national France Services et les non-signataires de l’Accord cadre national France Services se réunissent.',
    'Les affiches, dépliants, kakémonos… sont à jour (enquêtes, cahiers...).',
    'Elles respectent la loi du 6 janvier 1978 et le règlement (UE) 2016/679 du 27 avril 2016.',
    'Le label, créé en 2019, est ouvert depuis le 1er janvier 2020.',
    'Les structures sont équipées d’ici au 25 novembre 2026.',
    'Les structures sont équipées avant 2027, au plus tard fin 2026.',
    'Les agents orientent vers France Travail (anciennement Pôle emploi).',
    'Les agents orientent vers la Caisse nationale de l’assurance maladie (Cnam).',
    'La Convention, ci-après « la Convention », lie chaque Partie ; Partie désigne un signataire de la Convention.',
    'Elles appliquent la Charte nationale d’engagement des Structures France Services.',
    'Elles respectent l’article 48 de la loi n° 78-17 du 6 janvier 1978 et l’article 33 du règlement (UE) 2016/679.',
    'Les structures porteuses se réunissent.',
    'Le nom est « France Services ».',
  ])('rien à redire à : %s', (sentence) => {
    expect(lint(withSentence(sentence))).toEqual([]);
  });

  it('dit quelle annexe est visée par un renvoi manqué', () => {
    const [found] = lint(withSentence('Les modalités de gestion de la structure figurent en annexe 3.'));
    expect(found?.suggestion).toBe('Renvoyez à l’annexe 4.');
  });

  it('résout les renvois symboliques avant de lire', () => {
    expect(lint(withSentence('Le bouquet figure en annexe:bouquet.'), { symbols: new Map([['annexe:bouquet', 'annexe 2']]) })).toEqual([]);
  });

  it('L-02 : une annexe que rien ne cite, ni par son numéro ni par son nom', () => {
    const extended = [...withSentence('Rien.'), 'Annexe 5 : Tableau récapitulatif des référents', 'Annexe 6 : Mandat'];
    expect(lint(extended).map(({ id, where, severity }) => `${id} ${severity} ${where}`)).toEqual(['L-02 warning liste des annexes, ligne 6', 'L-02 warning liste des annexes, ligne 7']);
    const cite = (sentence: string): string[] => ids(lint(extended.map((line) => (line === 'Rien.' ? sentence : line))));
    expect(cite('Le tableau récapitulatif des référents est tenu à jour ; le modèle du mandat est joint en annexe.')).toEqual([]);
    expect(cite('Les annexes 4, 5 et 6 sont révisables.')).toEqual([]);
    expect(cite('Le mandat est signé sur place.')).toEqual(['L-02', 'L-02']);
  });

  it('L-11 : le bloc des parties', () => {
    expect(lint(without(/^ENTRE/u, /^l’État/u)).map(({ id, where, severity }) => `${id} ${severity} ${where}`)).toEqual(['L-11 error avant l’article 1']);
  });

  it('L-11 : un intitulé seul ne désigne personne', () => {
    expect(ids(lint(without(/^l’État/u)))).toEqual(['L-11']);
    expect(lint(without(/^l’État/u).map((line) => line.replace(/^ENTRE.*/u, 'Entre les soussignés, l’État, représenté par le préfet de la Lozère.')))).toEqual([]);
  });

  it.each([
    ['annexe 3, '], ['article 99 '], ['le 1er janvier 2020 '], ['«'], [' '], ['…'], ['. '], ['M. '], ['Pôle emploi '], ['Partie '], ['a, b et c, '], ['loi n° 78-17 article 100 '], ['[bookmark: '], ['4.1.1.1 '], ['Fait à le '],
  ])('répond vite à un texte hostile fait de %j', (pattern) => {
    const hostile = withSentence(`Phrase ${pattern.repeat(Math.ceil(60_000 / pattern.length))}`);
    expect(effortOf(() => lint(hostile))).toBeLessThan(5_000);
  });

  it.each([
    ['Sa durée n’excède jamais celle de l’Accord cadre national.', ['L-12']],
    ['La convention est renouvelable.', ['L-12']],
    ['La convention est conclue jusqu’au 31 décembre 2028.', []],
    ['La convention est conclue jusqu’au {{term.endsOn}} inclus.', []],
    ['La convention est établie pour une durée de …… ans.', ['L-04']],
    ['La convention est conclue pour une durée initiale de 36 mois.', []],
    ['Elle prend fin le 31/12/2028.', []],
  ])('L-12 : le terme, dans %j', (sentence, expected) => {
    expect(ids(lint(withSentence('Rien.').map((line) => (line.startsWith('La convention est conclue pour') ? sentence : line))))).toEqual(expected);
  });

  it('L-12 : la durée d’autre chose n’est pas celle de la convention', () => {
    const lines = withSentence('Les données sont gardées pour une durée de cinq ans.').filter((line) => !/^Art\. 3-|^La convention est conclue/u.test(line));
    expect(ids(lint(lines.map((line) => line.replace('Art. 4-', 'Art. 3-'))))).toEqual(['L-12']);
  });

  it('L-05 : une échéance vaut encore le jour même', () => {
    const sentence = withSentence('Les structures sont équipées d’ici au 31 décembre 2022.');
    expect(lint(sentence, { today: legalDay('2022-12-31') })).toEqual([]);
    expect(ids(lint(sentence, { today: legalDay('2023-01-01') }))).toEqual(['L-05']);
    const year = withSentence('Les structures sont équipées avant 2022.');
    expect(lint(year, { today: legalDay('2021-12-31') })).toEqual([]);
    expect(ids(lint(year, { today: legalDay('2022-01-01') }))).toEqual(['L-05']);
  });

  it('L-06 : un nom vaut jusqu’à la veille de son changement', () => {
    const sentence = withSentence('Les agents orientent vers Pôle emploi.');
    expect(lint(sentence, { today: legalDay('2023-12-31') })).toEqual([]);
    expect(lint(sentence, { today: legalDay('2024-01-01') })[0]?.suggestion).toContain('France Travail');
  });

  it('L-04 : un champ déclaré remplit le blanc', () => {
    expect(lint(withSentence('Le siège est à ………….'), { fields: new Set(['blanc_1']) })).toEqual([]);
  });

  it('range ses constats dans l’ordre du texte, deux fois de la même façon', () => {
    const lines = withSentence('[bookmark: a]Le siège  est à …… avant 2022.');
    const first = lint([...lines.slice(0, 6), 'Le nom  est "x".', ...lines.slice(6)]);
    expect(ids(first)).toEqual(['L-13', 'L-13', 'L-04', 'L-05', 'L-09', 'L-13']);
    expect(lint([...lines.slice(0, 6), 'Le nom  est "x".', ...lines.slice(6)])).toEqual(first);
    expect(lint(withSentence('Le nom "x"  est pris.')).map(({ message }) => message)).toEqual(['Un guillemet droit est employé.', 'Deux espaces se suivent.']);
    expect(new Set(first.map(({ key }) => key)).size).toBe(first.length);
  });
});

describe('La levée d’une erreur', () => {
  const findings = lint(withSentence('Le siège est à …… et à …… avant 2022.'));
  const errors = findings.filter(({ severity }) => severity === 'error');

  it('les erreurs seules empêchent de publier', () => {
    expect(errors.map(({ id }) => id)).toEqual(['L-04', 'L-04']);
    expect(findings.length).toBeGreaterThan(errors.length);
    expect(blockingFindings(findings, [])).toEqual(errors);
  });

  it('un motif de dix caractères en lève une, et une seule', () => {
    const [first, second] = errors;
    expect(blockingFindings(findings, [{ key: first?.key ?? '', reason: 'dix lettre' }])).toEqual([second]);
  });

  it.each(['', 'neuf sign', '   court    '])('le motif %j n’en lève aucune', (reason) => {
    expect(blockingFindings(findings, errors.map(({ key }) => ({ key, reason })))).toEqual(errors);
  });

  it('le motif donné pour une erreur ne vaut pas pour d’autres mots au même endroit', () => {
    const waivers = errors.map(({ key }) => ({ key, reason: 'rempli à la main par le préfet' }));
    expect(blockingFindings(lint(withSentence('Le ressort est celui de …………')), waivers)).toHaveLength(1);
  });
});
