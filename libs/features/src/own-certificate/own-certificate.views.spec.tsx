import type { VNode } from 'preact';
import { subjectOf } from '#libs/features/round';
import { brokenPageLaws, renderPage } from '#libs/ui';
import type { Frame } from '#libs/ui';
import { ownCertificateRefusals } from './own-certificate.refusals.js';
import { OwnCertificatePage } from './own-certificate.views.js';
import type { OwnCertificatePageProps } from './own-certificate.views.js';

const frame: Frame = { brand: ['Préfet', 'de la Lozère'], demonstration: true, user: null, signInHref: null, navigation: [], path: '/', csrf: 'jeton', flash: [], accessibility: 'partiellement' };
const now = new Date('2026-11-24T09:00:00Z');
const reservation = {
  id: 'r', roundId: 't', documentId: 'd', slotId: 's', signatoryId: 'p', linkId: 'l', typedName: 'Anne Vidal', baseN: 3, baseLength: 2_400_000, baseSha256: 'a'.repeat(64), uploads: 0, createdAt: now, expiresAt: new Date('2026-11-24T09:17:30Z'), usedAt: null, releasedAt: null,
};
const props: OwnCertificatePageProps = {
  frame, lending: { kind: 'free' }, offered: true, now, timeZone: 'Europe/Paris', commitments: ['Vous engagez votre organisme.'], fullName: '', refusal: null,
  request: {
    token: 'abc', requester: 'La préfecture de la Lozère', subject: subjectOf({ number: 'CDFS-48-2026-001', act: null, dossier: null, departementCode: '48' }), bodyName: 'Commune de <Mende>', quality: 'maire', person: 'Mme Anne Vidal', parties: 47, blocks: true,
    deadline: '2026-12-05', today: '2026-11-24', contact: { name: 'Préfecture de la Lozère', email: 'contact@pref.example', phone: '04 66 49 60 00' }, awaited: 1,
  },
};
const pages: Record<string, VNode> = {
  'à réserver': <OwnCertificatePage {...props} />,
  'sans nom': <OwnCertificatePage {...props} refusal={{ field: 'fullName', message: ownCertificateRefusals.name_missing.sentence }} />,
  'prêté à un autre': <OwnCertificatePage {...props} lending={{ kind: 'lent', until: reservation.expiresAt }} refusal={{ field: null, message: ownCertificateRefusals.lent_to_another.sentence }} />,
  réservé: <OwnCertificatePage {...props} lending={{ kind: 'mine', reservation }} />,
  'fichier refusé': <OwnCertificatePage {...props} lending={{ kind: 'mine', reservation }} refusal={{ field: 'signed', message: ownCertificateRefusals.document_changed.sentence }} />,
  'aucune autorité reconnue': <OwnCertificatePage {...props} offered={false} />,
};
const text = (name: string): string => renderPage(pages[name]!).replace(/<[^>]*>/g, '').replaceAll(/[\u00A0\u202F]/g, ' ');

test.each(Object.entries(pages))('la page « %s » suit les lois des pages', (_, page) => expect(brokenPageLaws(renderPage(page))).toEqual([]));

test('le temps qui reste est dit à la minute entamée, et l’heure de la fin', () => {
  expect(text('réservé')).toContain('réservé jusqu’à 10 h 17');
  expect(text('réservé')).toContain('Il vous reste 18 minutes');
});

test('sans autorité reconnue, rien n’est proposé', () => expect(renderPage(pages['aucune autorité reconnue']!)).not.toContain('<form'));
