import type { VNode } from 'preact';
import { foreseen, legalDay, lifeSentence, signedTerm, statusOn, termReasoning } from '#libs/domain';
import type { SignedTerm, TermFacts, TermState } from '#libs/domain';
import type { AgreementRow, ChronicleEntry } from '#libs/features/agreement';
import { brokenPageLaws, renderPage } from '#libs/ui';
import type { Frame } from '#libs/ui';
import { AgendaAddressPage, AgendaPage } from './agenda.views.js';
import { comingEntries, drawnLife } from './agreement-life.js';
import { AgreementStatusPage } from './agreement-status.views.js';
import { AgreementLifePage } from './agreement.views.js';
import type { AgreementPageData } from './agreements.read.js';
import { AgreementsPage } from './agreements.views.js';
import { calendarOf } from './ical.js';
import { YearPage } from './year.views.js';

const day = legalDay;
const today = day('2026-11-24');
const frame: Frame = { brand: ['Préfet', 'de la Lozère'], demonstration: false, user: null, signInHref: null, navigation: [], path: '/conventions', csrf: 'jeton', flash: [], accessibility: 'partiellement' };
const attack = '<script>alert("x")</script>';
const agreed: SignedTerm = {
  inForceSince: day('2024-05-14'), firstTermEndsOn: day('2024-08-31'), renewalMonths: 12, capEndsOn: day('2032-12-31'), capFollows: 'latest', noticeMonths: 6, noticeEffect: 'term', denunciation: 'individual', gestionnaireIds: ['commune', 'caf'],
};
const row = (given: Partial<SignedTerm> = {}, more: Partial<TermFacts> = {}, state?: TermState): AgreementRow => {
  const subject = foreseen({ state: 'signed', facts: signedTerm({ ...agreed, ...given }) }, today);
  return { id: '1d', number: 'CDFS-48-2024-001', departementCode: '48', timeZone: 'Europe/Paris', roundId: 'r1', readings: {} as AgreementRow['readings'], signedOn: day('2024-05-14'), createdAt: new Date('2024-05-14T10:00:00Z'), state: state ?? subject.state, facts: { ...subject.facts, ...more } };
};
const entries: ChronicleEntry[] = [
  { uid: 'term-1d-last-useful-day-2', on: day('2027-02-28'), lane: 'term', title: 'Dernier jour utile', tone: 'due', href: '/conventions/1d' },
  { uid: 'o1', on: day('2026-09-30'), lane: 'obligation', title: attack, detail: attack, tone: 'late', href: '/obligations/1' },
  { uid: 'o2', on: day('2026-03-31'), lane: 'obligation', title: 'Bilan', tone: 'done' },
  ...Array.from({ length: 6 }, (_, rank): ChronicleEntry => ({ uid: `a${rank}`, on: day(`2026-12-0${rank + 1}`), lane: 'amendment', title: `Avenant nᵒ ${rank}`, tone: 'due' })),
];
const parties: AgreementPageData['parties'] = [
  { partyId: 'commune', kind: 'gestionnaire', name: 'Commune <b>de Mende</b>', since: day('2024-05-14'), until: null }, { partyId: 'caf', kind: 'gestionnaire', name: 'CAF', since: day('2024-05-14'), until: day('2025-08-31') },
  { partyId: 'prefet', kind: 'prefet', name: 'Préfet de la Lozère', since: day('2024-05-14'), until: null },
];
const versions: AgreementPageData['versions'] = [
  { agreementId: '1d', n: 1, kind: 'signed', effectiveOn: day('2024-05-14'), title: 'Convention', causeKind: null, causeId: null, paperId: null, roundId: 'r1', sha256: null, recordedAt: new Date('2024-05-14') },
  { agreementId: '1d', n: 2, kind: 'amendment', effectiveOn: day('2027-01-01'), title: 'Avenant nᵒ 1', causeKind: 'amendment', causeId: 'a1', paperId: 'p1', roundId: null, sha256: null, recordedAt: new Date('2026-10-14') },
];
const dataOf = (agreement: AgreementRow, more: Partial<AgreementPageData> = {}): AgreementPageData => ({
  agreement, departement: 'de la Lozère', today, sentence: lifeSentence(agreement), reports: [], entries, coming: comingEntries(entries, today), parties, versions,
  papers: [{ id: 'p1', agreementId: '1d', subject: 'term', subjectId: '1d', kind: 'record', title: 'Acte de reconduction', fileName: 'x.pdf', mediaType: 'application/pdf', bytes: 12_000, sha256: 'a', readers: 'parties', createdAt: new Date('2025-09-01') }],
  reasoning: termReasoning(agreement.facts), accordCadre: { version: 2, concludedOn: day('2024-01-01'), endsOn: day('2032-12-31'), reference: 'Accord cadre du 1er janvier', sourceUrl: null, recordedAt: new Date('2024-01-01'), recordedBy: 'x' },
  actions: [{ label: 'Déposer un préavis', href: '/conventions/1d/preavis' }], panels: [], ...more,
});
const living = row();
const expired = row({ renewalMonths: 0 });
const ended = row({}, { end: { reason: 'last_gestionnaire_left', on: day('2025-08-31'), said: null } }, 'ended');
const stopping = row({}, { termination: { reason: 'Réorganisation', endsOn: day('2027-03-31') } }, 'terminating');
const uncapped = row({ firstTermEndsOn: day('2027-08-31'), capEndsOn: null });
const life = { ...living, parties, versions };
const statusPage = (on: string, asked?: string): VNode => <AgreementStatusPage frame={frame} data={{ agreement: living, today, status: statusOn(day(on), life, today), parties }} {...(asked !== undefined && { asked })} />;
const line = { agreement: living, stateName: 'en vigueur', sentence: lifeSentence(living), next: entries[0]!, late: 1 };

const pages: Record<string, VNode> = {
  'la liste': <AgreementsPage frame={frame} lines={[line, { ...line, agreement: ended, next: null, late: 0 }]} today={today} ofHouse />,
  'la liste vide': <AgreementsPage frame={frame} lines={[]} today={today} ofHouse={false} />,
  'en vigueur': <AgreementLifePage frame={frame} data={dataOf(living)} decides />,
  'en vigueur, pour une partie': <AgreementLifePage frame={frame} data={dataOf(living, { papers: [], actions: [] })} decides={false} />,
  'une décision refusée': <AgreementLifePage frame={frame} data={dataOf(living, { reports: ['Un constat.'] })} decides forms={{ decision: { decision: 'denounce', errors: [{ field: 'decision', message: 'Le dernier jour utile est passé.' }] } }} />,
  échue: <AgreementLifePage frame={frame} data={dataOf(expired)} decides forms={{ end: { endedOn: '2026-01-01', reason: attack, errors: [{ field: 'endedOn', message: 'Trop tôt.' }] } }} />,
  terminée: <AgreementLifePage frame={frame} data={dataOf(ended, { coming: [], versions: [] })} decides />,
  résiliée: <AgreementLifePage frame={frame} data={dataOf(stopping)} decides />,
  'sans Accord cadre': <AgreementLifePage frame={frame} data={dataOf(uncapped, { accordCadre: null })} decides />,
  'un jour passé': statusPage('2025-03-12'), 'un jour à venir': statusPage('2028-03-12'), 'un jour trop lointain': statusPage('2099-03-12'), 'un jour d’avant': statusPage('2020-03-12'), 'un jour illisible': statusPage('2026-11-24', attack),
  'l’année': <YearPage frame={frame} data={{ year: 2026, today, departement: 'de la Lozère', lives: [{ agreement: living, entries }, { agreement: expired, entries: [] }] }} />,
  'une année vide': <YearPage frame={frame} data={{ year: 2019, today, departement: 'de la Lozère', lives: [] }} />,
  'l’agenda': <AgendaPage frame={frame} feed={null} timeZone="Europe/Paris" />,
  'l’agenda ouvert': <AgendaPage frame={frame} feed={{ id: 'f', createdAt: new Date('2026-11-24T09:00:00Z'), lastReadAt: new Date('2026-11-24T10:00:00Z') }} timeZone="Europe/Paris" />,
  'l’adresse': <AgendaAddressPage frame={frame} url="https://paraphe.example/calendrier/x.ics" />,
};
const text = (name: string): string => renderPage(pages[name]!).replace(/<[^>]+>/g, ' ').replace(/&#39;/g, '’').replace(/[\s\u00a0\u202f]+/g, ' ');

describe.each(Object.keys(pages))('%s', (name) => {
  test('obéit aux lois d’une page', () => expect(brokenPageLaws(renderPage(pages[name]!))).toEqual([]));
  test('ne laisse passer aucun code', () => expect(renderPage(pages[name]!)).not.toContain('<script>alert'));
});

describe('Ce que la page dit', () => {
  test('une seule action principale : celle que la préfecture doit d’abord', () => {
    const asked = dataOf(row({}, { decisionAskedOn: day('2026-11-01'), decision: null }));
    const html = renderPage(<AgreementLifePage frame={frame} data={asked} decides />);
    expect(html).toMatch(/<a class="fr-btn" href="#decider">/);
    expect(html).toMatch(/<ul class="pf-actions"[^>]*><li><a href="\/conventions\/1d\/preavis">/);
    expect(renderPage(<AgreementLifePage frame={frame} data={asked} decides={false} />)).toMatch(/<a class="fr-btn" href="\/conventions\/1d\/preavis"/);
  });
  test('pourquoi : le compte en avant, et la date qu’un compte à rebours donnerait à tort', () => {
    const said = text('en vigueur');
    expect(said).toContain('Première échéance convenue : le 31 août 2024');
    expect(said).toContain('3 reconductions tacites de 12 mois, soit 36 mois');
    expect(said).toMatch(/Reçu le 28 février 2027, il mène au 28 août 2027 : pas après l’échéance, il est à temps/);
    expect(said).toContain('Reçu le lendemain, il mène au 1er septembre 2027');
    expect(said).not.toContain('Compter à rebours');
    const endOfMonth = dataOf(row({ firstTermEndsOn: day('2027-06-30') }));
    expect(renderPage(<AgreementLifePage frame={frame} data={endOfMonth} decides />).replace(/<[^>]+>/g, '').replace(/[\u00a0\u202f]/g, ' ')).toContain('Compter à rebours depuis l’échéance donnerait le 30 décembre 2026. C’est faux');
    expect(said).toContain('version 2, Accord cadre du 1er janvier');
    expect(text('sans Accord cadre')).toContain('aucun Accord cadre national n’est enregistré. Le service ne la devine pas.');
  });
  test('qui est parti l’est depuis son dernier jour', () => expect(text('en vigueur')).toMatch(/2 parties sont engagées aujourd’hui, sur 3.*CAF 14 mai 2024 31 août 2025 \(dernier jour engagé\)/));
  test('la version qui s’applique, et celle qui vient', () => expect(text('en vigueur')).toMatch(/Version 2 : Avenant nᵒ 1 Avenant\. Vaudra à partir du 1er janvier 2027.*À venir.*Version 1.*S’applique/));
  test('ce qui est en retard vient en premier', () => expect(comingEntries(entries, today)[0]!.uid).toBe('o1'));
  test('échue, elle est dessinée « de fait » jusqu’à ce jour', () => expect(drawnLife(expired, [], today).lanes[0]!.marks.at(-1)).toMatchObject({ bar: 'fact', on: '2024-09-01', until: today }));
});

describe('Le calendrier', () => {
  const text = calendarOf({ lives: [{ agreement: living, entries }], publicUrl: 'https://paraphe.example', now: new Date('2026-11-24T09:00:00Z') });
  test('un retard se lit dans son titre', () => expect(text).toContain('SUMMARY:En retard'));
  test('jours entiers, fin exclue, sans alarme ni participant', () => {
    expect(text).toContain('DTSTART;VALUE=DATE:20270228');
    expect(text).toContain('DTEND;VALUE=DATE:20270301');
    expect(text).not.toMatch(/VALARM|ATTENDEE|ORGANIZER/);
  });
});
