import { demonstrationDossier } from '#libs/features/directory';
import { ownPartsOf } from './own-part.js';

const dossier = demonstrationDossier();

test('un gestionnaire lit ses structures avec leurs heures, et ce qui y est proposé ; un partenaire lit où il est, ce qu’il offre et ses référents', () => {
  const structure = dossier.structures.find(({ gestionnaireId, hours }) => gestionnaireId !== null && hours !== null)!;
  const [own] = ownPartsOf(dossier, { bodyId: structure.gestionnaireId! });
  expect(own).toMatchObject({ annex: 4, title: 'vos structures' });
  expect(own!.lines.join()).toContain(structure.name);
  expect(own!.lines.join()).toMatch(/ouvert .*lundi|ouvert .*mardi/);
  const referent = dossier.referents[0]!;
  const parts = ownPartsOf(dossier, { bodyId: referent.partnerId });
  expect(parts.find(({ annex }) => annex === 6)!.lines.join()).toContain(referent.fullName);
});

test('rien d’un autre organisme n’y est, et le préfet n’a pas de part', () => {
  const partner = dossier.referents[0]!.partnerId;
  const others = dossier.referents.filter(({ partnerId }) => partnerId !== partner);
  const said = ownPartsOf(dossier, { bodyId: partner }).flatMap(({ lines }) => lines).join();
  for (const { fullName } of others.filter(({ fullName }) => !dossier.referents.some((own) => own.partnerId === partner && own.fullName === fullName))) expect(said).not.toContain(fullName);
  expect(ownPartsOf(dossier, { bodyId: 'préfet' })).toEqual([]);
});
