import type { VNode } from 'preact';
import { initialNotice } from '#libs/domain';
import type { Instant } from '#libs/domain';
import { Badge, ButtonLink, Buttons, formatCount, formatInstant, Pagination, Shell, Table } from '#libs/ui';
import type { Frame } from '#libs/ui';
import { badgeOf, placeName } from './breach-words.js';
import { breachLinks } from './breach.links.js';
import type { BreachRow } from './breach.store.js';
import { registerPageSize } from './breaches.js';

/** The register: every breach, the latest first, closed or not. */
export function BreachesPage({ frame, rows, all, toNotify, now, page }: { frame: Frame; rows: readonly BreachRow[]; all: number; toNotify: number; now: Instant; page: number }): VNode {
  return (
    <Shell frame={frame} title="Violations de données">
      <h1>Violations de données</h1>
      <p class="pf-sentence pf-narrow">
        {registerSentence(all, toNotify)}
      </p>
      <Buttons>
        <ButtonLink href={breachLinks.declaration}>Déclarer une violation</ButtonLink>
        {all > 0 && <ButtonLink kind="secondary" href={breachLinks.registerCsv} download>Télécharger le registre (CSV)</ButtonLink>}
      </Buttons>
      {all === 0 && <p class="pf-narrow">Une violation, c’est par exemple un courriel envoyé à la mauvaise personne, une clé USB perdue, un dossier laissé sur une table. Chacune se notifie à la CNIL dans les 72 heures (article 4.6).</p>}
      {rows.length > 0 && (
        <Table
          caption="Registre des violations" columns={[{ header: 'Numéro' }, { header: 'État' }, { header: 'À notifier au plus tard' }, { header: 'Notifiée' }, { header: 'Connue' }, { header: 'Lieu' }]}
          rows={rows.map((row) => {
            const { tone, label } = badgeOf(row, now);
            const notice = initialNotice(row.facts);
            return [
              <a href={breachLinks.page(row.id)}>{row.number}</a>, <Badge tone={tone}>{label}</Badge>, formatInstant(row.facts.dueAt, row.timeZone), notice ? formatInstant(notice.at, row.timeZone) : 'pas encore',
              formatInstant(row.facts.awareAt, row.timeZone), placeName(row),
            ];
          })}
        />
      )}
      <Pagination page={page} pages={Math.ceil(all / registerPageSize)} href={breachLinks.registerPage} />
    </Shell>
  );
}

function registerSentence(all: number, toNotify: number): string {
  if (all === 0) return 'Aucune violation n’est déclarée.';
  const declared = formatCount(all, 'violation déclarée', 'violations déclarées');
  if (toNotify === 0) return `${declared}, ${all === 1 ? 'notifiée' : 'toutes notifiées'} à la CNIL.`;
  return `${declared}, dont ${formatCount(toNotify, 'à notifier', 'à notifier')} à la CNIL.`;
}
