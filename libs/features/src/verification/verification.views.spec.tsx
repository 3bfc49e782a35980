import type { VNode } from 'preact';
import { legalDay, signedTerm } from '#libs/domain';
import { brokenPageLaws, renderPage } from '#libs/ui';
import type { Frame } from '#libs/ui';
import { refusals } from './refusals.js';
import type { VerificationRefusal } from './refusals.js';
import { agreementOf, amendmentOf, examples, reportOf, signatureOf, standingOf } from './verification.examples.js';
import { ResultPage } from './verification-result.views.js';
import { AgreementPage, AgreementUnknownPage, VerificationRefusedPage, VerifyPage } from './verification.views.js';

const frame: Frame = { brand: null, demonstration: false, user: null, signInHref: '/connexion', navigation: [], path: '/verifier', csrf: 'jeton', flash: [], accessibility: 'non' };
const result = (name: string, change: { demonstration?: boolean } = {}) => <ResultPage frame={frame} {...examples[name]!} fileName="convention <b>.pdf" demonstration={false} {...change} />;
const text = (page: VNode): string => renderPage(page).replace(/<[^>]*>/g, ' ').replaceAll(/[\u00A0\u202F]/g, ' ').replaceAll(/\s+/g, ' ');

const life = {
  state: 'in_force' as const, signedOn: legalDay('2026-11-24'), parties: [{ partyId: 'g', kind: 'gestionnaire' as const, since: legalDay('2026-12-01'), until: null }], versions: [{ n: 1, title: 'Convention', effectiveOn: legalDay('2026-12-01') }],
  facts: signedTerm({ inForceSince: legalDay('2026-12-01'), firstTermEndsOn: legalDay('2027-12-31'), renewalMonths: 12, capEndsOn: legalDay('2029-12-31'), capFollows: 'latest', noticeMonths: 6, noticeEffect: 'term', denunciation: 'individual', gestionnaireIds: ['g'] }),
};
const pages: Record<string, VNode> = {
  'le dépôt': <VerifyPage frame={frame} />,
  'le dépôt sans fichier': <VerifyPage frame={frame} missing />,
  'une convention': <AgreementPage frame={frame} agreement={agreementOf()} today="2026-12-02" />,
  'un jour demandé': <AgreementPage frame={frame} agreement={agreementOf({ life })} today="2026-12-02" asked={{ typed: '2027-03-12', day: '2027-03-12' }} />,
  'un jour illisible': <AgreementPage frame={frame} agreement={agreementOf({ life })} today="2026-12-02" asked={{ typed: '<b>demain', day: null }} />,
  'un avenant': <AgreementPage frame={frame} agreement={amendmentOf()} today="2026-12-02" />,
  'le fichier d’un avenant': <ResultPage frame={frame} {...examples['en vigueur']!} standing={standingOf(amendmentOf())} fileName="avenant.pdf" demonstration={false} />,
  'une convention en signature': <AgreementPage frame={frame} agreement={agreementOf({ state: 'collecting', signed: 1, finalHash: null, sealedAt: null })} today="2026-12-02" />,
  'un numéro inconnu': <AgreementUnknownPage frame={frame} number="<b>1" />,
  ...Object.fromEntries(Object.keys(refusals).map((refusal) => [`le refus ${refusal}`, <VerificationRefusedPage frame={frame} refusal={refusal as VerificationRefusal} />])),
  ...Object.fromEntries(Object.keys(examples).map((name) => [`le résultat ${name}`, result(name)])),
};

test.each(Object.entries(pages))('La page « %s » obéit aux lois d’une page et n’exécute rien de ce qu’on lui donne', (_, page) => {
  const html = renderPage(page);
  expect(brokenPageLaws(html)).toEqual([]);
  expect(html).not.toContain('<b>');
});

describe('Le verdict', () => {
  test.each<[string, string, string]>([
    ['en vigueur', 'success', 'Document intact, signé par 2 personnes, en vigueur.'],
    ['quarante-sept signatures', 'success', 'Document intact, signé par 47 personnes, en vigueur.'],
    ['intermédiaire', 'warning', 'Document intact : version intermédiaire, 20 signatures sur 50, sans cachet.'],
    ['complété', 'success', 'Document intact, signé par 1 personne ; des ajouts permis ont été faits ensuite.'],
    ['modifié', 'error', 'Document modifié après avoir été signé.'],
    ['altéré', 'error', 'Document altéré : son contenu ne correspond plus à ce qui a été signé.'],
    ['autorité inconnue', 'warning', 'Document intact, mais l’identité de ceux qui l’ont signé n’est pas établie.'],
    ['illisible', 'warning', 'Il n’est pas possible de se prononcer sur ce document.'],
    ['sans signature', 'info', 'Ce document ne porte aucune signature électronique.'],
  ])('%s : ton %s, et une phrase', (name, tone, sentence) => {
    expect(renderPage(result(name))).toContain(`pf-verdict--${tone}`);
    expect(text(result(name))).toContain(sentence);
  });

  test('rien d’altéré ne se dit intact, et rien de douteux n’est vert', () => {
    for (const name of ['modifié', 'altéré', 'illisible']) expect(text(result(name))).not.toMatch(/Document intact/);
    for (const [name, { report }] of Object.entries(examples)) if (report.signatures.some(({ trust }) => trust !== 'trusted')) expect([name, renderPage(result(name))]).toEqual([name, expect.not.stringContaining('pf-verdict--success')]);
  });

  test('un fichier intact d’une convention abandonnée le dit, et n’est pas vert', () => {
    const page = <ResultPage frame={frame} report={reportOf()} standing={standingOf({ state: 'abandoned' })} fileName="a.pdf" demonstration={false} />;
    expect(text(page)).toContain('Document intact, signé par 2 personnes, dont la signature a été abandonnée.');
    expect(renderPage(page)).toContain('pf-verdict--warning');
  });

  test('un texte arrêté, pas encore ouvert à la signature, n’engage rien', () => {
    expect(text(<ResultPage frame={frame} report={reportOf()} standing={standingOf({ state: 'project' })} fileName="a.pdf" demonstration={false} />)).toContain('la signature n’est pas ouverte, et rien n’engage');
  });

  test('un fichier intact dont le texte a été remplacé le dit, et n’est jamais « en cours de signature »', () => {
    const page = <ResultPage frame={frame} report={reportOf()} standing={standingOf({ state: 'superseded' })} fileName="a.pdf" demonstration={false} />;
    expect(text(page)).toContain('Document intact, signé par 2 personnes, dont le texte a été remplacé avant d’être signé par tous.');
    expect(text(page)).not.toContain('en cours de signature');
    expect(renderPage(page)).toContain('pf-verdict--warning');
  });
});

test('une démonstration se dit sans valeur, avant le verdict', () => {
  const shown = text(result('en vigueur', { demonstration: true }));
  expect(shown.indexOf('DÉMONSTRATION – sans valeur')).toBeGreaterThan(-1);
  expect(shown.lastIndexOf('Document intact')).toBeGreaterThan(shown.indexOf('DÉMONSTRATION – sans valeur'));
  expect(text(result('en vigueur'))).not.toContain('DÉMONSTRATION');
});

describe('Le résultat', () => {
  test('sépare l’intégrité, la confiance et la conservation, sans rien promettre de juridique', () => {
    const shown = text(result('en vigueur'));
    expect(shown).toMatch(/Le document a-t-il changé \?.*Intact.*Qui garantit les signataires \?.*Paraphe – autorité de certification.*Format B-LTA.*pas un niveau juridique.*signature électronique simple/);
  });
  test('dit le niveau juridique de chaque signature de nos documents, et n’en prête aucun aux autres', () => {
    const shown = text(result('en vigueur'));
    expect(shown).toContain('Niveau juridique : signature électronique simple, donnée par lien personnel et code.');
    expect(shown).toContain('Niveau juridique : signature manuscrite, donnée sur papier ; le certificat est celui du service, qui l’atteste.');
    expect(shown.match(/Niveau juridique/g)).toHaveLength(2);
    for (const name of ['modifié', 'altéré', 'autorité inconnue']) {
      expect(text(result(name))).not.toContain('Niveau juridique');
      expect(text(result(name))).not.toContain('signature électronique simple');
    }
  });
  test('ne prête pas notre niveau à la signature ajoutée ailleurs, ni à un fichier qui imite', () => {
    const shown = (standing: ReturnType<typeof standingOf>) => text(<ResultPage frame={frame} report={reportOf()} standing={standing} fileName="a.pdf" demonstration={false} />);
    expect(shown(standingOf({}, { match: 'extended', means: { slot_1: 'simple' } })).match(/Niveau juridique/g)).toHaveLength(1);
    expect(shown(standingOf({}, { match: 'lookalike' }))).not.toContain('Niveau juridique');
  });
  test('nomme chaque signataire, sa qualité, son organisme, l’heure et ce qui la prouve', () => {
    expect(text(result('en vigueur'))).toMatch(/Anne Vidal maire, Commune de Langogne Signé le 24 novembre 2026 à 10 h 42\. Heure prouvée par un horodatage de « Horodatage de l’État »/);
    expect(text(result('autorité inconnue'))).toContain('Heure déclarée, qu’aucun horodatage ne prouve.');
  });
  test('nomme la personne du certificat, pas celle que la signature prétend être', () => {
    expect(text(result('autorité inconnue'))).toMatch(/Mallory Signé le .* Nom écrit par le signataire lui-même : « Jean .*Dupont/);
  });
  test('replie la foule, jamais les signatures douteuses', () => {
    expect(text(result('quarante-sept signatures'))).toContain('Voir les 43 autres signatures, toutes intactes et reconnues');
    const doubtful = signatureOf('slot_40', { signer: 'Douteux', certificate: null, trust: 'revoked', reasons: [{ code: 'REVOKED' }] });
    const report = reportOf({ verdict: 'indeterminate', signatures: [...examples['quarante-sept signatures']!.report.signatures, doubtful] });
    const html = renderPage(<ResultPage frame={frame} report={report} standing={null} fileName="a.pdf" demonstration={false} />);
    expect(html.indexOf('>Douteux<')).toBeLessThan(html.indexOf('<details'));
  });
  test('dit les changements une seule fois, les interdits d’abord', () => {
    const shown = text(result('modifié'));
    expect(shown).toMatch(/Changements interdits Le contenu affiché par les pages a changé\. Ajouts permis 2 signatures ont été ajoutées\./);
    expect(shown.match(/Le contenu affiché par les pages a changé/g)).toHaveLength(1);
  });
  test('dit la place du fichier parmi les versions de la convention', () => {
    expect(text(result('en vigueur'))).toContain('Elle est en vigueur jusqu’au 31 décembre 2027.');
    expect(text(result('intermédiaire'))).toContain('Il en existe une plus complète.');
    expect(text(result('altéré'))).toContain('ce n’en est pas un exemplaire');
    for (const name of ['modifié', 'altéré']) expect(text(result(name))).not.toContain('En vigueur');
  });
  test('donne le rapport à un programme, sans rien garder', () => {
    const encoded = /href="data:application\/json;base64,([^"]+)"/.exec(renderPage(result('altéré')))![1]!;
    expect(JSON.parse(Buffer.from(encoded, 'base64').toString('utf8'))).toEqual(examples.altéré!.report);
  });
});

test('Le numéro d’un avenant dit que c’en est un, de quelle convention, et où il en est', () => {
  const shown = text(pages['un avenant']!);
  expect(shown).toMatch(/Avenant nᵒ 1 à la convention CDFS-48-2026-001.*Signé.*L’avenant nᵒ 1 est signé par ses 2 signataires et scellé depuis.*C’est un acte de la vie d’une convention France Services de la Lozère.*Voir la convention CDFS-48-2026-001/);
  expect(shown).not.toMatch(/En vigueur|Parties/);
  expect(renderPage(pages['un avenant']!)).toContain('href="/verifier/CDFS-48-2026-001"');
  expect(text(pages['le fichier d’un avenant']!)).toMatch(/complet et scellé.*L’avenant nᵒ 1.*Acte.*Avenant nᵒ 1 à la convention CDFS-48-2026-001/);
});

test('Le numéro imprimé mène à ce qui est public, et à rien d’autre', () => {
  const shown = text(pages['une convention en signature']!);
  expect(shown).toMatch(/CDFS-48-2026-001.*En cours de signature.*1 sur 2 parties ont signé.*Déposez le PDF/);
  expect(renderPage(pages['une convention']!)).toMatch(/enctype="multipart\/form-data"[^>]*>.*name="_csrf" value="jeton".*type="file"/s);
});
