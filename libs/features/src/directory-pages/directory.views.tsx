import type { VNode } from 'preact';
import { Alert, Badge, Button, ButtonLink, Buttons, formatCount, formatShare, Input, plural, Shell, Summary } from '#libs/ui';
import type { Frame } from '#libs/ui';
import { directoryLinks } from '#libs/features/directory';

/** One body of the directory, with what is missing in words (« signataire », « horaires »). */
export type DirectoryEntry = { id: string; href: string; name: string; detail: string; missing: readonly string[] };

type Door = { label: string; href: string };

export type DirectoryGroup = { id: string; title: string; explanation: string; entries: readonly DirectoryEntry[]; add?: Door; more?: Door };

/** Beyond so many cards a group is cut on the page of all of them, and has a page of its own: sixty structures would hide what follows, on a phone above all. */
export const listedMax = 12;

export type DirectoryPageProps = {
  frame: Frame;
  departementName: string;
  /** Every group that one may see; `shown` are those left by the search, by the filter or by the choice of one group. */
  groups: readonly DirectoryGroup[];
  looked?: string;
  found?: readonly DirectoryGroup[];
  only?: string;
  onlyIncomplete?: boolean;
  /** Whether one sees the whole département: only then can a card be said complete. */
  whole?: boolean;
  /** Doors shown to those who may open them. */
  doors?: { import: boolean; export: boolean; launch: boolean };
};

/** The département as its convention will describe it: bodies, structures, people, and what each still lacks. */
export function DirectoryPage({ frame, departementName, groups, looked = '', found, only, onlyIncomplete = false, whole = true, doors = { import: false, export: false, launch: true } }: DirectoryPageProps): VNode {
  const entries = groups.flatMap(group => group.entries);
  const incomplete = entries.filter(entry => entry.missing.length > 0).length;
  const chosen = groups.find(({ id }) => id === only);
  const shown = chosen ? [chosen] : (found ?? groups);
  const everything = looked === '' && !chosen && !onlyIncomplete;
  return (
    <Shell frame={frame} title={`Annuaire, ${departementName}`} {...(chosen && { breadcrumb: [{ label: 'Annuaire', href: directoryLinks.page }, { label: chosen.title }] })}>
      <h1>Annuaire, {departementName}</h1>
      {whole && (
        <p class="pf-sentence pf-narrow">
          {incomplete === 0 ? 'Toutes les fiches sont complètes : une tournée peut partir.' : `${formatCount(incomplete, 'fiche')} sur ${entries.length} ${incomplete === 1 ? 'est' : 'sont'} à compléter avant de lancer une tournée.`}
        </p>
      )}
      <Buttons>
        {incomplete > 0 && !onlyIncomplete && <ButtonLink href={`${directoryLinks.page}?fiches=a-completer`}>Voir les fiches à compléter</ButtonLink>}
        {whole && incomplete === 0 && doors.launch && <ButtonLink href="/tournees/nouvelle">Lancer une tournée</ButtonLink>}
        {!everything && <ButtonLink href={directoryLinks.page} kind="secondary">Voir toutes les fiches</ButtonLink>}
        {doors.import && <ButtonLink href={directoryLinks.import} kind="secondary" icon="upload-line">Importer</ButtonLink>}
        {doors.export && <ButtonLink href={directoryLinks.export} kind="secondary" icon="download-line">Exporter</ButtonLink>}
      </Buttons>
      <Search looked={looked} />
      {everything && <Summary links={groups.map(group => ({ href: `#${group.id}`, label: `${group.title} (${group.entries.length})` }))} />}
      {looked !== '' && <p role="status">{formatCount(shown.reduce((sum, group) => sum + group.entries.length, 0), 'fiche trouvée', 'fiches trouvées', 'Aucune fiche trouvée')} pour « {looked} ».</p>}
      {onlyIncomplete && incomplete === 0 && <Alert severity="success" small><p>Plus aucune fiche à compléter.</p></Alert>}
      {shown.map(group => <Group group={group} onlyIncomplete={onlyIncomplete} cut={everything} judged={whole} />)}
    </Shell>
  );
}

/** A search that the server answers: by name, commune, partner, or any word of a line. */
function Search({ looked }: { looked: string }): VNode {
  return (
    <form method="get" action={directoryLinks.page} class="pf-ask pf-narrow" role="search">
      <Input name="q" label="Chercher une fiche" hint="Un nom, une commune, un partenaire" value={looked} required={false} unmarked />
      <Button kind="secondary" icon="search-line">Chercher</Button>
    </form>
  );
}

type GroupProps = { group: DirectoryGroup; onlyIncomplete: boolean; cut: boolean; judged: boolean };

function Group({ group, onlyIncomplete, cut, judged }: GroupProps): VNode | null {
  const kept = onlyIncomplete ? group.entries.filter(entry => entry.missing.length > 0) : group.entries;
  if (onlyIncomplete && kept.length === 0) return null;
  const listed = cut ? kept.slice(0, listedMax) : kept;
  const complete = group.entries.filter(entry => entry.missing.length === 0).length;
  return (
    <section aria-labelledby={group.id} class="fr-mb-6w">
      <h2 id={group.id}>{group.title}</h2>
      <p>{group.explanation} {judged && group.entries.length > 0 && <strong>{formatShare(complete, group.entries.length)} {plural(group.entries.length, 'complète', 'complètes')}.</strong>}</p>
      {listed.length === 0 ? <p>Aucune fiche pour le moment.</p> : <ul class="pf-list">{listed.map(entry => <Entry entry={entry} judged={judged} />)}</ul>}
      <Buttons>
        {listed.length < kept.length && <ButtonLink href={directoryLinks.group(group.id)} kind="secondary">Voir les {kept.length} fiches<span class="fr-sr-only"> du groupe {group.title}</span></ButtonLink>}
        {group.more && <ButtonLink href={group.more.href} kind="tertiary">{group.more.label}</ButtonLink>}
        {group.add && <ButtonLink href={group.add.href} kind="secondary" icon="add-line">{group.add.label}</ButtonLink>}
      </Buttons>
    </section>
  );
}

function Entry({ entry, judged }: { entry: DirectoryEntry; judged: boolean }): VNode {
  return (
    <li class="pf-list__item pf-list__item--row">
      <div>
        <p class="pf-list__title"><a href={entry.href}>{entry.name}</a></p>
        <p class="pf-list__detail">{entry.detail}</p>
      </div>
      <div>{entry.missing.length > 0 && <p class="pf-reason">Manque : {entry.missing.join(', ')}</p>}</div>
      <div class="pf-list__state">{judged && (entry.missing.length === 0 ? <Badge tone="success">Complète</Badge> : <Badge tone="warning">À compléter</Badge>)}</div>
    </li>
  );
}
