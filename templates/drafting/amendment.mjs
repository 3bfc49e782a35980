// An amendment: the words that go and those that come, article by article and annexe by annexe, and who must sign them.
import { each, heading, para, table, when } from './grammar.mjs';
import { actSignatures, draftMention, parties, rows, why } from './life.mjs';

export const amendmentRunning = { header: 'Avenant n° {{rank}} – {{agreement.departement.name}}', footer: 'Vérifier ce document : {{verification.url}}' };

const opening = [
  ...draftMention,
  heading(1, 'Avenant n° {{rank}}', { bookmark: 'avenant' }),
  para('à la convention départementale France Services', { style: 'SousTitre' }),
  para('Convention n° {{agreement.number}} – {{agreement.departement.name}} ({{agreement.departement.code}})', { style: 'Couverture' }),
  heading(2, 'Parties à la convention', { spaceBefore: 200 }),
  parties('parties'),
  heading(2, 'Exposé'),
  para('La convention départementale France Services n° {{agreement.number}} a été conclue le {{signedOn}}.'),
  ...each('g', 'grounds', [para('{{$g}}')]),
  para('Ceci exposé, il est convenu ce qui suit.'),
];

const amended = [
  heading(2, 'Article 1 – Objet'),
  para('{{object}}'),
  para('Le présent avenant modifie le texte suivant : {{amends.title}}. Empreinte SHA-256 de ce texte :', { keepNext: true }),
  para('{{amends.sha256}}', { style: 'CelluleDiscrete' }),
  heading(2, 'Article 2 – Modifications de la convention'),
  ...when('articles.length === 0', [para('Aucun article de la convention n’est modifié.')]),
  ...each('a', 'articles', [
    heading(3, '{{$a.title}}'),
    ...when('$a.change === "ajoute"', [para('**Article ajouté.** Il est ainsi rédigé :', { keepNext: true })]),
    ...when('$a.change === "supprime"', [para('**Article supprimé.** Il était ainsi rédigé :', { keepNext: true })]),
    ...when('$a.change === "modifie"', [para('**Ancienne rédaction**', { keepNext: true })]),
    ...each('t', '$a.before', [para('« {{$t}} »')]),
    ...when('$a.change === "modifie"', [para('**Nouvelle rédaction**', { keepNext: true, spaceBefore: 120 })]),
    ...each('t', '$a.after', [para('« {{$t}} »')]),
  ]),
];

const annexed = [
  heading(2, 'Article 3 – Modifications des annexes'),
  ...when('annexes.length === 0', [para('Aucune annexe n’est modifiée.')]),
  ...each('x', 'annexes', [
    heading(3, '{{$x.title}}'),
    ...when('$x.sentence !== ""', [para('{{$x.sentence}}', { keepNext: true })]),
    ...when('$x.rows.length > 0', [
      table([1300, 2738, 2800, 2800], ['Changement', 'Objet', 'Ancienne rédaction', 'Nouvelle rédaction'], [['{{$r.mark}}', '{{$r.what}}', '{{$r.before || "–"}}', '{{$r.after || "–"}}']], { repeat: { name: 'r', list: '$x.rows' } }),
    ]),
  ]),
  heading(2, 'Article 4 – Parties et structures'),
  ...when('movements.length === 0', [para('Le présent avenant ne fait entrer ni sortir aucune partie ni aucune structure.')]),
  ...when('movements.length > 0', [
    table([1900, 3000, 2900, 1838], ['Mouvement', 'Nom', 'Précision', 'À compter du'], [['{{$m.what}}', '{{$m.name}}', '{{$m.detail || "–"}}', '{{$m.on}}']], { repeat: { name: 'm', list: 'movements' } }),
  ]),
];

const effect = [
  heading(2, 'Article 5 – Prise d’effet'),
  para('Le présent avenant prend effet {{effectiveOn}}, une fois recueillies toutes les signatures énumérées à l’article 6. Il ne modifie pas la durée de la convention, sauf stipulation expresse de l’article 2.'),
  heading(2, 'Article 6 – Signataires'),
  para('Signent le présent avenant, pour les raisons indiquées :', { keepNext: true }),
  rows('signatories', ['Signataire', 'Raison']),
  ...when('informed.length > 0', [para('Sont informées du présent avenant, qu’elles n’ont pas à signer :', { keepNext: true }), parties('informed')]),
  heading(2, 'Article 7 – Stipulations inchangées'),
  para('Toutes les stipulations de la convention et de ses annexes que le présent avenant ne modifie pas expressément restent en vigueur. L’avenant fait partie de la convention au sens de son article 11.'),
];

export const amendment = [
  ...opening, ...amended, ...annexed, ...effect,
  ...when('steps.length > 0', why('Pourquoi ces signataires et cette date')),
  ...actSignatures('l’avenant'),
];
