import { deliberationPrint } from './deliberation.print.js';
import type { DeliberationPrint } from './deliberation.print.js';

const draft: DeliberationPrint = {
  demonstration: false, body: { name: 'Commune de Mende', of: 'de la commune' }, assembly: { title: 'Le conseil municipal', to: 'au conseil municipal' }, executive: { the: 'le maire', of: 'du maire' },
  sender: 'la préfecture de la Lozère', articles: 'L2121-29, L2122-21 et L2131-1', grounds: [], structures: '', notes: ['À publier et à transmettre.'],
  text: { number: 'CDFS-48-2026-001', project: 'projet de convention', the: 'la convention', of: 'de la convention', hash: 'aaaaaaaa' },
};

test('un projet peut ne nommer aucune structure ni aucun autre texte', () => expect(deliberationPrint.parse(draft)).toEqual(draft));

test.each([
  ['sans empreinte', { ...draft, text: { ...draft.text, hash: '' } }],
  ['sans articles', { ...draft, articles: '' }],
  ['sans rien dire de la transmission', { ...draft, notes: [] }],
  ['avec un mot que le modèle n’attend pas', { ...draft, signatory: 'Mme Vidal' }],
])('%s, il ne s’imprime pas', (_name, data) => expect(deliberationPrint.safeParse(data).success).toBe(false));
