import fc from 'fast-check';
import { instant } from '../legal-time/legal-day.js';
import type { Instant } from '../legal-time/legal-day.js';
import { mailStanding } from './mail-standing.js';
import type { MailReport } from './mail-standing.js';

const at = (minute: number): Instant => instant(new Date(Date.UTC(2026, 10, 24, 9, minute)).toISOString());
const said = (action: MailReport['action'], minute: number, status: string | null = null): MailReport => ({ action, status, at: at(minute) });
const standing = (reports: MailReport[], sentAt: Instant | null = at(1)) => mailStanding({ createdAt: at(0), sentAt, reports });

describe('ce que l’on sait d’un courriel', () => {
  test.each([
    ['rien n’est dit : notre serveur d’envoi l’a pris', [], 'sent', 'Remis au serveur d’envoi'],
    ['retardé', [said('delayed', 5, '4.4.1')], 'delayed', 'Remise retardée\u00a0: le serveur destinataire ne répond pas (4.4.1)'],
    ['retardé, puis accepté', [said('delayed', 5, '4.2.2'), said('delivered', 9, '2.1.5')], 'accepted', 'Accepté par le serveur destinataire'],
    ['accepté, le retard arrive après coup', [said('delivered', 5), said('delayed', 9)], 'accepted', 'Accepté par le serveur destinataire'],
    ['retardé, puis rendu', [said('delayed', 5, '4.2.2'), said('failed', 9, '5.2.2')], 'bounced', 'Boîte pleine (5.2.2)'],
    ['adresse inconnue', [said('failed', 9, '5.1.1')], 'bounced', 'Adresse inconnue du serveur destinataire (5.1.1)'],
    ['transmis plus loin, puis rendu', [said('relayed', 5), said('failed', 9, '5.7.26')], 'bounced', 'Refusé par la sécurité du serveur destinataire (5.7.26)'],
    ['rendu sans dire pourquoi', [said('failed', 9)], 'bounced', 'Courriel non remis'],
  ] as const)('%s', (_, reports, state, words) => {
    expect(standing([...reports])).toMatchObject({ state, words });
  });

  test('refusé par notre serveur d’envoi avant d’être parti, il est rendu ; pas encore envoyé, il attend', () => {
    expect(standing([said('failed', 2, '5.1.1')], null).state).toBe('bounced');
    expect(standing([], null)).toEqual({ state: 'waiting', since: at(0), words: 'En attente d’envoi' });
  });

  test('l’ordre d’arrivée des lignes ne change rien', () => {
    const report = fc.record({ action: fc.constantFrom<MailReport['action']>('failed', 'delayed', 'delivered', 'relayed', 'expanded'), status: fc.constant(null), at: fc.nat(40).map(at) });
    fc.assert(fc.property(fc.uniqueArray(report, { selector: (one) => one.at, maxLength: 6 }).chain((reports) => fc.tuple(fc.constant(reports), fc.shuffledSubarray(reports, { minLength: reports.length }))), ([reports, shuffled]) => {
      expect(standing(shuffled)).toEqual(standing(reports));
    }));
  });
});
