import { instant } from '#libs/domain';
import type { ScopeItem } from '#libs/domain';
import { demarchesBefore } from './mandate-addresses.js';

const item = (demarche: ScopeItem['demarche'], ...partners: string[]): ScopeItem => ({ demarche, actions: true, dataRequests: false, partners });
const facts = { scope: [item('family', 'caf'), item('taxes', 'dgfip', 'caf'), item('retirement', 'carsat')], takenOver: [] };

describe('Ce qu’un partenaire apprend de la fin d’un mandat', () => {
  test('les démarches confiées pour lui, et pas celles des autres', () => {
    expect(demarchesBefore(['carsat'], facts, [])).toEqual(['retirement']);
    expect(demarchesBefore(['caf'], facts, [])).toEqual(['family', 'taxes']);
  });

  test('celles où il a reçu un acte, sans y être nommé', () => {
    expect(demarchesBefore(['msa'], facts, [{ demarche: 'retirement', partner: 'msa' }, { demarche: 'family', partner: 'caf' }])).toEqual(['retirement']);
  });

  test('une adresse qui sert deux partenaires apprend celles des deux, chacune une fois', () => {
    expect(demarchesBefore(['dgfip', 'caf'], facts, [{ demarche: 'taxes', partner: 'caf' }])).toEqual(['family', 'taxes']);
  });

  test('ce qu’un mandat plus récent a repris continue : rien n’en est dit', () => {
    const takenOver = [{ demarche: 'family' as const, by: 'm-2', at: instant('2027-03-02T10:20:30Z') }];
    expect(demarchesBefore(['caf'], { ...facts, takenOver }, [])).toEqual(['taxes']);
  });

  test('un accord de partage ne nomme pas de démarche : sans acte, aucune n’est dite', () => expect(demarchesBefore(['msa'], facts, [])).toEqual([]));
});
