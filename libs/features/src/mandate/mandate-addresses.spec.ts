import type { ScopeItem } from '#libs/domain';
import { demarchesBefore } from './mandate-addresses.js';

const item = (demarche: ScopeItem['demarche'], ...partners: string[]): ScopeItem => ({ demarche, actions: true, dataRequests: false, partners });
const scope = [item('family', 'caf'), item('taxes', 'dgfip', 'caf'), item('retirement', 'carsat')];

describe('Ce qu’un partenaire apprend de la fin d’un mandat', () => {
  test('les démarches confiées pour lui, et pas celles des autres', () => {
    expect(demarchesBefore(['carsat'], scope, [])).toEqual(['retirement']);
    expect(demarchesBefore(['caf'], scope, [])).toEqual(['family', 'taxes']);
  });

  test('celles où il a reçu un acte, sans y être nommé', () => {
    expect(demarchesBefore(['msa'], scope, [{ demarche: 'retirement', partner: 'msa' }, { demarche: 'family', partner: 'caf' }])).toEqual(['retirement']);
  });

  test('une adresse qui sert deux partenaires apprend celles des deux, chacune une fois', () => {
    expect(demarchesBefore(['dgfip', 'caf'], scope, [{ demarche: 'taxes', partner: 'caf' }])).toEqual(['family', 'taxes']);
  });

  test('un accord de partage ne nomme pas de démarche : sans acte, aucune n’est dite', () => expect(demarchesBefore(['msa'], scope, [])).toEqual([]));
});
