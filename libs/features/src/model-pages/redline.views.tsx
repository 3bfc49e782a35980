import type { ComponentChildren, VNode } from 'preact';
import type { RedlineLine } from '#libs/domain';
import { Alert, ButtonLink, Buttons, Facts, formatCount, formatList, Shell, Summary } from '#libs/ui';
import type { Crumb, Frame } from '#libs/ui';
import { unbroken } from './model-words.js';
import { redlineBlocks, redlineCounts, redlineGroups, redlineSentence } from './redline.groups.js';
import type { RedlineGroup } from './redline.groups.js';
import { capitalised, lineMarks } from './redline.print.js';

/** One of the two texts: how it is called, and where it is found. */
export type RedlineSide = { name: string; href: string };

/** Names of unchanged places told before « et N autres ». */
const namesShown = 6;
/** From here on, a page needs its contents. */
const contentsFrom = 4;

/** Two texts as one: what left, what came, and the rest folded. Colour is never alone: signs, lines and words say it too. */
export function RedlinePage({ frame, before, after, lines, crumbs, pdf, swap }: { frame: Frame; before: RedlineSide; after: RedlineSide; lines: readonly RedlineLine[]; crumbs: readonly Crumb[]; pdf?: string; swap?: string }): VNode {
  const groups = redlineGroups(lines);
  const counts = redlineCounts(lines);
  const blocks = redlineBlocks(groups);
  const changed = groups.filter((group) => group.changed);
  const idOf = (group: RedlineGroup): string => `lieu-${groups.indexOf(group) + 1}`;
  return (
    <Shell frame={frame} title={`Différences – ${after.name}`} breadcrumb={[...crumbs, { label: 'Différences' }]}>
      <h1>Différences</h1>
      <p class="pf-sentence pf-narrow">{redlineSentence(counts)}</p>
      {(pdf !== undefined || swap !== undefined) && (
        <Buttons>
          {pdf !== undefined && <ButtonLink href={pdf} icon="download-line">Télécharger en PDF</ButtonLink>}
          {swap !== undefined && <ButtonLink href={swap} kind="secondary">Comparer dans l’autre sens</ButtonLink>}
        </Buttons>
      )}
      <Facts
        items={[
          { term: 'De', value: <a href={before.href}>{before.name}</a> },
          { term: 'À', value: <a href={after.href}>{after.name}</a> },
          { term: 'Alinéas', value: `${formatCount(counts.changed, 'modifié')}, ${formatCount(counts.added, 'ajouté')}, ${formatCount(counts.removed, 'supprimé')}` },
          { term: 'Mots', value: `${formatCount(counts.wordsAdded, 'ajouté')}, ${formatCount(counts.wordsRemoved, 'supprimé')}` },
        ]}
      />
      {counts.placesChanged === 0 ? <Alert severity="success" small><p>Les deux textes ont les mêmes mots.</p></Alert> : <Key />}
      {changed.length >= contentsFrom && <Summary links={changed.map((group) => ({ href: `#${idOf(group)}`, label: capitalised(group.place) }))} />}
      <div class="pf-redline">
        {blocks.map((block) => (block.kind === 'same' ? <Unchanged groups={block.groups} /> : <Changed group={block.group} id={idOf(block.group)} />))}
      </div>
    </Shell>
  );
}

function Key(): VNode {
  return (
    <p class="pf-redline__key">
      <span>Se lit ainsi :</span> <Removed>mots supprimés</Removed> <Added>mots ajoutés</Added>
    </p>
  );
}

/** The signs are text: a screen reader, a printer and a copy keep them. */
function Removed({ children }: { children: ComponentChildren }): VNode {
  return <del><span class="fr-sr-only">supprimé, </span>[−{children}−]</del>;
}

function Added({ children }: { children: ComponentChildren }): VNode {
  return <ins><span class="fr-sr-only">ajouté, </span>[+{children}+]</ins>;
}

function Changed({ group, id }: { group: RedlineGroup; id: string }): VNode {
  return (
    <section aria-labelledby={id}>
      <h2 id={id} class="fr-h5">{capitalised(group.place)}</h2>
      {group.lines.map((line) => <Line line={line} />)}
    </section>
  );
}

function Line({ line }: { line: RedlineLine }): VNode {
  if (line.kind === 'same') return <p class="pf-redline__line">{unbroken(line.after ?? '')}</p>;
  return (
    <div class={`pf-redline__line pf-redline__line--${line.kind}`}>
      <p class="pf-redline__mark">{lineMarks[line.kind]}{line.article !== '' && <>, {line.article}</>}</p>
      <p>{line.words.map(({ kind, text }) => <>{kind === 'same' ? unbroken(text) : kind === 'added' ? <Added>{unbroken(text)}</Added> : <Removed>{unbroken(text)}</Removed>} </>)}</p>
    </div>
  );
}

function Unchanged({ groups }: { groups: readonly RedlineGroup[] }): VNode {
  return (
    <details class="pf-details pf-redline__same">
      <summary>Sans changement : {named(groups.map(({ place }) => place))}</summary>
      {groups.map(({ place, lines }) => (
        <>
          <p class="pf-redline__place"><strong>{capitalised(place)}</strong></p>
          {lines.map((line) => <p class="pf-redline__line">{unbroken(line.after ?? '')}</p>)}
        </>
      ))}
    </details>
  );
}

function named(places: readonly string[]): string {
  if (places.length <= namesShown) return formatList([...places]);
  return `${places.slice(0, namesShown).join(', ')} et ${formatCount(places.length - namesShown, 'autre')}`;
}
