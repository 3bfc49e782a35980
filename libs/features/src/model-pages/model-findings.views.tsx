import type { VNode } from 'preact';
import { reasonLengthMax } from '#libs/domain';
import type { Severity } from '#libs/domain';
import { Alert, Badge, Button, Buttons, errorOf, formatCount, PostForm, Textarea } from '#libs/ui';
import type { FieldError, Frame } from '#libs/ui';
import { modelLinks } from './model-pages.links.js';
import type { ShownFinding, ShownVersion } from './model-shown.js';
import { severityWords, unbroken, whyFinding } from './model-words.js';

const severities: readonly Severity[] = ['error', 'warning', 'info'];
/** Errors are read one by one; remarks beyond this many are folded. */
const remarksShown = 5;

/** A waiver that was refused, shown again in its place. Errors are those of the field `reason-<rank>`. */
export type WaiverTyped = { key: string; reason: string; message: string };

/** Name of the field that holds the reason of a finding, by its rank in the list. */
export function reasonField(version: Pick<ShownVersion, 'list'>, key: string): string {
  return `reason-${version.list.findIndex((finding) => finding.key === key) + 1}`;
}

/** What the lint says, errors first; each with its place, its words, what to do, and why it matters. */
export function Findings({ frame, version, typed }: { frame: Frame; version: ShownVersion; typed?: WaiverTyped }): VNode {
  const { list } = version;
  return (
    <section aria-labelledby="constats">
      <h2 id="constats">Constats</h2>
      {list.length === 0
        ? <Alert severity="success" small><p>La relecture ne trouve rien à redire.</p></Alert>
        : <p class="pf-narrow">La relecture signale, elle ne corrige rien. Une erreur se corrige dans le fichier, que l’on importe de nouveau, ou se motive ici. Le reste n’empêche pas de publier.</p>}
      {severities.map((severity) => {
        const found = list.filter((finding) => finding.severity === severity);
        if (found.length === 0) return null;
        const items = <ul class="pf-list">{found.map((finding) => <Item finding={finding} frame={frame} version={version} {...(typed && { typed })} />)}</ul>;
        const title = `${severityWords[severity].label}${found.length > 1 && severity !== 'warning' ? 's' : ''} (${found.length})`;
        return (
          <>
            <h3 class="fr-h5">{title}</h3>
            {severity === 'info' && found.length > remarksShown ? <details class="pf-details"><summary>Montrer {formatCount(found.length, 'remarque')}</summary>{items}</details> : items}
          </>
        );
      })}
    </section>
  );
}

type ItemProps = { finding: ShownFinding; frame: Frame; version: ShownVersion; typed?: WaiverTyped };

function Item({ finding, frame, version, typed }: ItemProps): VNode {
  const { severity, where, excerpt, message, suggestion, waiver, id, code } = finding;
  const { label, tone } = severityWords[severity];
  const edge = severity === 'info' ? '' : ` pf-list__item--${waiver === null ? severity : 'warning'}`;
  return (
    <li class={`pf-list__item${edge}`}>
      <div class="pf-list__state">{waiver === null ? <Badge tone={tone}>{label}</Badge> : <Badge tone="warning">Accepté avec un motif</Badge>}<p class="pf-list__detail">{where}</p></div>
      <p class="pf-list__title">{unbroken(message)}</p>
      {excerpt !== '' && <blockquote class="pf-passage">{unbroken(excerpt)}</blockquote>}
      {suggestion !== '' && <p><strong>À faire :</strong> {unbroken(suggestion)}</p>}
      {waiver !== null && <p><strong>Motif :</strong> {waiver}</p>}
      <details class="pf-details">
        <summary>Pourquoi ce constat ?<span class="fr-sr-only"> {where}</span></summary>
        <p>{whyFinding[code]}</p>
        <p class="pf-list__detail">Règle {id} du catalogue.</p>
      </details>
      {severity === 'error' && waiver === null && version.state === 'draft' && <Waive finding={finding} frame={frame} version={version} {...(typed && { typed })} />}
    </li>
  );
}

function Waive({ finding, frame, version, typed }: ItemProps): VNode {
  const field = reasonField(version, finding.key);
  const mine = typed?.key === finding.key ? typed : undefined;
  const errors: readonly FieldError[] = mine ? [{ field, message: mine.message }] : [];
  return (
    <details class="pf-details" open={mine !== undefined}>
      <summary>Publier malgré cette erreur<span class="fr-sr-only">, {finding.where}</span></summary>
      <PostForm action={modelLinks.waive(version.id)} csrf={frame.csrf} class="pf-narrow">
        <input type="hidden" name="key" value={finding.key} />
        <input type="hidden" name="field" value={field} />
        <Textarea name={field} label="Motif" hint="Gardé avec la version. Par exemple : qui l’a décidé, et pourquoi le texte convient ainsi." rows={3} maxLength={reasonLengthMax} value={mine?.reason ?? ''} error={errorOf(errors, field)} />
        <Buttons><Button kind="secondary" small>Accepter cette erreur</Button></Buttons>
      </PostForm>
    </details>
  );
}
