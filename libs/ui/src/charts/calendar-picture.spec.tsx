import type { VNode } from 'preact';
import { brokenPageLaws } from '../page-laws.js';
import { renderPage } from '../render.js';
import { Shell } from '../shell.js';
import type { Frame } from '../shell.js';
import { LifeTimeline } from './life-timeline.js';
import { YearPicture } from './year-picture.js';
import type { CalendarLane } from './calendar-picture.js';

const frame: Frame = { brand: ['Préfet'], demonstration: false, user: null, signInHref: null, navigation: [], path: '/x', csrf: null, flash: [], accessibility: 'partiellement' };
const page = (children: VNode): string => renderPage(<Shell frame={frame} title="Essai"><h1>Essai</h1>{children}</Shell>);
const attack = '</text><script>alert("x")</script>';

const terms: CalendarLane = {
  label: 'Périodes',
  marks: [
    { on: '2026-07-01', until: '2027-06-30', title: 'Première période', short: ['1re période', '1re'], tone: 'done', bar: 'term' },
    { on: '2027-07-01', until: '2028-06-30', title: 'Première reconduction', short: ['reconduction 1'], tone: 'due', bar: 'next' },
  ],
};
const obligations: CalendarLane = {
  label: 'Obligations',
  marks: [
    { on: '2026-12-31', title: 'Comité de pilotage', tone: 'late', href: '/obligations/1' },
    { on: '2026-12-31', title: 'Bilan du trimestre', tone: 'done' }, { on: '2027-03-31', title: 'Bilan du trimestre', tone: 'due', detail: 'article 4.7' },
  ],
};
const life = (lanes: readonly CalendarLane[] = [terms, obligations]): string => page(<LifeTimeline from="2026-07-01" to="2028-06-30" today="2027-01-15" lanes={lanes} title="Vie de la convention" />);

describe('La vie d’une convention, dessinée', () => {
  test('obéit aux lois d’une page', () => expect(brokenPageLaws(life())).toEqual([]));
  test('dit en tableau tout ce qu’elle dessine', () => {
    const table = /<table>[\s\S]*<\/table>/.exec(life())![0];
    for (const { title } of [...terms.marks, ...obligations.marks]) expect(table).toContain(title);
    expect([...table.matchAll(/<tr>/g)]).toHaveLength(1 + 5);
    expect(table).toContain('<a href="/obligations/1">Comité de pilotage</a>');
  });
  test('un retard a sa forme et son mot, jamais sa seule couleur', () => {
    const html = life();
    expect(html).toMatch(/<path class="pf-life__mark--late"/);
    expect(html).toContain('Obligations · 1 en retard');
    expect(html).toMatch(/aria-label="[^"]*dont 1 en retard/);
    expect(html).toMatch(/<td[^>]*>en retard<\/td>/);
  });
  test('deux dates du même jour ne se cachent pas l’une l’autre', () => {
    const wide = /<svg class="pf-chart pf-life pf-only-wide"[\s\S]*?<\/svg>/.exec(life())![0];
    const late = /pf-life__mark--late" d="M[\d.]+ ([\d.]+)/.exec(wide)![1];
    const done = /<circle class="pf-life__mark--done" cx="[\d.]+" cy="([\d.]+)"/.exec(wide)![1];
    expect(Number(done) - (Number(late) + 8)).toBe(22);
  });
  test('la ligne du jour n’est là que si le jour est dans l’image', () => {
    expect(life()).toContain('aujourd’hui');
    expect(page(<LifeTimeline from="2026-07-01" to="2026-12-31" today="2027-01-15" lanes={[terms]} title="Vie" />)).not.toContain('aujourd’hui');
  });
  test('rien de ce qui est nommé ne devient du code', () => expect(life([{ label: attack, marks: [{ on: '2027-01-01', title: attack, tone: 'info', short: [attack] }] }])).not.toContain('<script>alert'));
  test('des années nombreuses gardent une échelle lisible', () => {
    const html = page(<LifeTimeline from="2020-01-01" to="2060-12-31" today="2027-01-15" lanes={[terms]} title="Vie" />);
    const wide = /<svg class="pf-chart pf-life pf-only-wide"[\s\S]*?<\/svg>/.exec(html)![0];
    expect([...wide.matchAll(/pf-life__year/g)].length).toBeLessThanOrEqual(16);
  });
});

describe('L’année d’un département, dessinée', () => {
  const year = page(<YearPicture year={2027} today="2027-01-15" lanes={[terms, obligations, { label: 'Rien', marks: [] }]} title="Année 2027" />);
  test('obéit aux lois d’une page', () => expect(brokenPageLaws(year)).toEqual([]));
  test('ne montre que l’année, et ce qui y dure', () => {
    const table = /<table>[\s\S]*<\/table>/.exec(year)![0];
    expect(table).toContain('Première période');
    expect(table).not.toContain('Comité de pilotage');
  });
  test('douze mois, quatre traits de trimestre', () => {
    const wide = /<svg class="pf-chart pf-life pf-only-wide"[\s\S]*?<\/svg>/.exec(year)![0];
    expect([...wide.matchAll(/pf-life__year/g)]).toHaveLength(4);
    expect([...wide.matchAll(/pf-chart__grid/g)]).toHaveLength(8);
  });
});
