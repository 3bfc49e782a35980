import type { ComponentChildren, VNode } from 'preact';
import { Alert, Badge, Button, Buttons, formatCount, PostForm } from '#libs/ui';
import type { Frame } from '#libs/ui';
import { modelLinks } from './model-pages.links.js';
import { unapproved } from './model-sentences.js';
import type { ShownDeviation, ShownVersion } from './model-shown.js';
import { deviationWords } from './model-words.js';

/** Sent instead of the keys of deviations that only move spaces: one box, however many paragraphs. */
export const allSpaces = 'white_space';

/** What will be printed otherwise than it was written, to be approved line by line; spaces are approved as a whole. */
export function Deviations({ frame, version }: { frame: Frame; version: ShownVersion }): VNode {
  const spaces = version.deviations.filter(({ kind }) => kind === 'white_space');
  const others = version.deviations.filter(({ kind }) => kind !== 'white_space');
  const left = unapproved(version);
  const canApprove = version.state === 'draft' && left > 0;
  const list = (
    <ul class="pf-list">
      {others.map((deviation, index) => <Item deviation={deviation} id={`ecart-${index + 1}`} asks={canApprove && !deviation.approved} />)}
      {spaces.length > 0 && <Spaces spaces={spaces} asks={canApprove && spaces.some(({ approved }) => !approved)} />}
    </ul>
  );
  return (
    <section aria-labelledby="ecarts">
      <h2 id="ecarts">Écarts avec le texte déposé</h2>
      {version.deviations.length === 0
        ? <Alert severity="success" small><p>Le texte est imprimé à la lettre.</p></Alert>
        : <p class="pf-narrow">Tout le reste est imprimé mot pour mot. {left === 0 ? 'Chaque écart est approuvé.' : `Il en reste ${left} à approuver.`}</p>}
      {version.deviations.length > 0 && (canApprove
        ? <PostForm action={modelLinks.approve(version.id)} csrf={frame.csrf}>{list}<Buttons><Button kind="secondary">Approuver les écarts cochés</Button></Buttons></PostForm>
        : list)}
    </section>
  );
}

function Item({ deviation, id, asks }: { deviation: ShownDeviation; id: string; asks: boolean }): VNode {
  const { kind, where, sentence, source, rendered, approved, key } = deviation;
  const words = <>{sentence} <span class="pf-list__detail">{deviationWords[kind]}, {where}</span></>;
  return (
    <li class="pf-list__item">
      {asks ? <Box id={id} value={key}>{words}</Box> : <p>{words}</p>}
      <p class="pf-passage"><del>{source}</del>{rendered !== '' && <> → <ins>{rendered}</ins></>}</p>
      {approved && <div class="pf-list__state"><Badge tone="success">Approuvé</Badge></div>}
    </li>
  );
}

function Spaces({ spaces, asks }: { spaces: readonly ShownDeviation[]; asks: boolean }): VNode {
  const words = <>Des espaces deviennent insécables, selon l’usage français, dans {formatCount(spaces.length, 'paragraphe')}.</>;
  return (
    <li class="pf-list__item">
      {asks ? <Box id="ecart-espaces" value={allSpaces}>{words}</Box> : <p>{words}</p>}
      <details class="pf-details">
        <summary>Voir où</summary>
        <ul>{spaces.map(({ where }) => <li>{where}</li>)}</ul>
      </details>
      {!asks && spaces.every(({ approved }) => approved) && <div class="pf-list__state"><Badge tone="success">Approuvé</Badge></div>}
    </li>
  );
}

function Box({ id, value, children }: { id: string; value: string; children: ComponentChildren }): VNode {
  return (
    <div class="fr-checkbox-group">
      <input type="checkbox" id={id} name="ecart" value={value} />
      <label class="fr-label" for={id}>{children}</label>
    </div>
  );
}
