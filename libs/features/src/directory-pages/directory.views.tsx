import type { VNode } from 'preact';
import { Alert, Badge, ButtonLink, Buttons, formatCount, formatShare, plural, Shell, Summary } from '#libs/ui';
import type { Frame } from '#libs/ui';
import { directoryLinks } from '#libs/features/directory';

/** One body of the directory, with what is missing in words (« signataire », « horaires »). */
export type DirectoryEntry = { id: string; href: string; name: string; detail: string; missing: readonly string[] };

export type DirectoryGroup = { id: string; title: string; explanation: string; entries: readonly DirectoryEntry[]; add?: { label: string; href: string } };

/** The département as its convention will describe it: bodies, structures, people, and what each still lacks. */
export function DirectoryPage({ frame, departementName, groups, onlyIncomplete = false }: { frame: Frame; departementName: string; groups: readonly DirectoryGroup[]; onlyIncomplete?: boolean }): VNode {
  const entries = groups.flatMap(group => group.entries);
  const incomplete = entries.filter(entry => entry.missing.length > 0).length;
  return (
    <Shell frame={frame} title={`Annuaire, ${departementName}`}>
      <h1>Annuaire, {departementName}</h1>
      <p class="pf-sentence pf-narrow">
        {incomplete === 0 ? 'Toutes les fiches sont complètes : une tournée peut partir.' : `${formatCount(incomplete, 'fiche')} sur ${entries.length} ${incomplete === 1 ? 'est' : 'sont'} à compléter avant de lancer une tournée.`}
      </p>
      <Buttons>
        {incomplete > 0 && !onlyIncomplete && <ButtonLink href={`${directoryLinks.page}?fiches=a-completer`}>Voir les fiches à compléter</ButtonLink>}
        {onlyIncomplete && <ButtonLink href={directoryLinks.page} kind="secondary">Voir toutes les fiches</ButtonLink>}
        {incomplete === 0 && <ButtonLink href="/tournees/nouvelle">Lancer une tournée</ButtonLink>}
      </Buttons>
      {!onlyIncomplete && <Summary links={groups.map(group => ({ href: `#${group.id}`, label: `${group.title} (${group.entries.length})` }))} />}
      {onlyIncomplete && incomplete === 0 && <Alert severity="success" small><p>Plus aucune fiche à compléter.</p></Alert>}
      {groups.map(group => <Group group={group} onlyIncomplete={onlyIncomplete} />)}
    </Shell>
  );
}

function Group({ group, onlyIncomplete }: { group: DirectoryGroup; onlyIncomplete: boolean }): VNode | null {
  const shown = onlyIncomplete ? group.entries.filter(entry => entry.missing.length > 0) : group.entries;
  if (onlyIncomplete && shown.length === 0) return null;
  const complete = group.entries.filter(entry => entry.missing.length === 0).length;
  return (
    <section aria-labelledby={group.id} class="fr-mb-6w">
      <h2 id={group.id}>{group.title}</h2>
      <p>{group.explanation} {group.entries.length > 0 && <strong>{formatShare(complete, group.entries.length)} {plural(group.entries.length, 'complète', 'complètes')}.</strong>}</p>
      {shown.length === 0
        ? <p>Aucune fiche pour le moment.</p>
        : (
          <ul class="pf-list">
            {shown.map(entry => (
              <li class="pf-list__item pf-list__item--row">
                <div>
                  <p class="pf-list__title"><a href={entry.href}>{entry.name}</a></p>
                  <p class="pf-list__detail">{entry.detail}</p>
                </div>
                <div>{entry.missing.length > 0 && <p class="pf-reason">Manque : {entry.missing.join(', ')}</p>}</div>
                <div class="pf-list__state">{entry.missing.length === 0 ? <Badge tone="success">Complète</Badge> : <Badge tone="warning">À compléter</Badge>}</div>
              </li>
            ))}
          </ul>
        )}
      {group.add && <ButtonLink href={group.add.href} kind="secondary" icon="add-line">{group.add.label}</ButtonLink>}
    </section>
  );
}
