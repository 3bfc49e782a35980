import { readDocx } from '#libs/documents';
import { formatHash } from '#libs/ui';
import type { GestionnaireKind } from '#libs/domain';
import { loadRound } from '#libs/features/round';
import type { RoundRow } from '#libs/features/round';
import { systemActor } from '#libs/platform';
import { clerkIn, launch, openDraft, signersOf } from '../support/actors.js';
import type { Signer } from '../support/actors.js';
import { testDatabaseUrl } from '../support/database.js';
import { startService } from '../support/service.js';
import type { Service } from '../support/service.js';
import { Visitor } from '../support/visitor.js';

const withOffice = testDatabaseUrl && process.env.SOFFICE_PATH ? describe : describe.skip;
if (!process.env.SOFFICE_PATH) console.warn('LibreOffice est absent : aucun projet de délibération n’est imprimé.');

/** Enough for a commune, an EPCI and the département each to run one. */
const structures = 12;

withOffice('le projet de délibération', () => {
  let service: Service;
  let clerk: Visitor;
  let round: RoundRow;
  let signers: Signer[];
  beforeAll(async () => {
    service = await startService();
    clerk = await clerkIn(service);
    const id = await openDraft(service, clerk, structures);
    await launch(service, clerk, id);
    round = await service.db.withIdentity(systemActor('test'), (tx) => loadRound(tx, id));
    signers = await signersOf(service, id);
  });
  afterAll(() => service?.stop());

  const bodyOf = (kind: GestionnaireKind) => round.dossier!.gestionnaires.find((one) => one.kind === kind)!;
  const pageOf = (bodyName: string) => `/tournees/${round.id}/habilitations/${signers.find((one) => one.bodyName === bodyName)!.slotId}`;
  const draft = (bodyName: string, format: 'docx' | 'pdf', visitor = clerk) => visitor.get(`${pageOf(bodyName)}/projet-de-deliberation.${format}`);
  const words = async (docx: Buffer) => (await readDocx(docx)).paragraphs.map(({ text }) => text.replace(/\u00a0/g, ' ')).join('\n');
  const setFacts = (sql: string) => service.database.superuser(`update round set ${sql} where id = $1`, [round.id]);

  test.each([
    ['commune', 'Le conseil municipal', 'L2121-29, L2122-21 et L2131-1'],
    ['epci', 'Le conseil communautaire', 'L5211-1, L5211-3 et L5211-9'],
    ['departement', 'Le conseil départemental', 'L3211-1, L3221-1 et L3131-1'],
  ] as const)('%s : un fichier Word à compléter, qui désigne le texte par son empreinte', async (kind, assembly, articles) => {
    const { name, id } = bodyOf(kind);
    const answer = await draft(name, 'docx');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('application/vnd.openxmlformats-officedocument.wordprocessingml.document');
    expect(answer.headers.get('content-disposition')).toMatch(new RegExp(`^attachment; filename=projet-de-deliberation-${round.number}-[a-z0-9-]+\\.docx$`));
    expect(answer.headers.get('cache-control')).toContain('no-store');
    const text = await words(answer.bytes);
    expect(text).toContain(`${name}\nProjet de délibération`);
    expect(text).toContain(`${assembly},\nVu le code général des collectivités territoriales, notamment ses articles ${articles} ;`);
    expect(text).toContain(`n° ${round.number}, communiqué par la préfecture de la Lozère, dont l’empreinte SHA-256 est :\n${formatHash(round.facts.contentHash!)}\n`);
    for (const structure of round.dossier!.structures.filter(({ gestionnaireId }) => gestionnaireId === id)) expect(text).toContain(structure.name);
  });

  test('le même en PDF', async () => {
    const answer = await draft(bodyOf('commune').name, 'pdf');
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/pdf']);
    expect(answer.bytes.subarray(0, 5).toString()).toBe('%PDF-');
  });

  test('la page d’une collectivité y mène ; celle d’un organisme sans assemblée non, et l’adresse tapée le dit', async () => {
    expect((await clerk.get(pageOf(bodyOf('commune').name))).html).toContain(`${pageOf(bodyOf('commune').name)}/projet-de-deliberation.docx`);
    const prefet = signers.find(({ college }) => college === 'prefet')!.bodyName;
    expect((await clerk.get(pageOf(prefet))).html).not.toContain('projet-de-deliberation');
    for (const format of ['docx', 'pdf'] as const) {
      const answer = await draft(prefet, format);
      expect([answer.status, answer.headers.get('content-disposition')]).toEqual([409, null]);
      expect(answer.text).toContain('ne décide pas par la délibération d’une assemblée');
    }
    expect((await clerk.get(`/tournees/${round.id}/habilitations/inconnu/projet-de-deliberation.docx`)).status).toBe(404);
  });

  test('sans empreinte, ou pour un texte qui n’est plus à signer, aucun projet ne sort', async () => {
    const { name } = bodyOf('commune');
    await setFacts(`facts = jsonb_set(facts, '{contentHash}', 'null')`);
    const early = await draft(name, 'docx');
    expect([early.status, early.headers.get('content-disposition')]).toEqual([409, null]);
    expect(early.text).toContain('son empreinte suivra');
    await setFacts(`facts = jsonb_set(facts, '{contentHash}', '"${round.facts.contentHash}"'), state = 'superseded'`);
    expect((await draft(name, 'docx')).text).toContain('n’est plus à signer');
    await setFacts(`state = 'collecting'`);
    expect((await draft(name, 'docx')).status).toBe(200);
  });

  test('qui n’est pas connecté n’en obtient aucun', async () => {
    const stranger = await draft(bodyOf('commune').name, 'docx', new Visitor(service.url));
    expect(stranger.headers.get('content-disposition')).toBeNull();
    expect(stranger.path).toBe('/connexion');
  });
});
