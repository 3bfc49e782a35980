import type { VNode } from 'preact';
import { Button, Buttons, ErrorSummary, errorOf, formatDay, Input, PostForm, Shell } from '#libs/ui';
import type { FieldError, Frame } from '#libs/ui';
import { authorityLinks } from './authority.links.js';
import type { TenureRow } from './authority.store.js';

/** « Mme Marie-Anne de La Fontaine », and room for a name with two particles. */
export const holderLengthMax = 120;
export type TypedTenure = { holder: string; from: string; until: string };

/** Who is préfet and since when: the day one leaves, every delegation of signature that one gave ends. */
export function TenuresPage({ frame, tenures, today, typed, errors }: { frame: Frame; tenures: readonly TenureRow[]; today: string; typed: TypedTenure; errors: readonly FieldError[] }): VNode {
  return (
    <Shell frame={frame} title="Le préfet en fonction" breadcrumb={[{ label: 'Le préfet en fonction' }]}>
      <div class="pf-narrow">
        <ErrorSummary errors={errors} />
        <h1>Le préfet en fonction</h1>
        <p class="pf-sentence">Une délégation de signature cesse avec les fonctions de la personne qui l’a donnée : notez ici chaque changement, le jour où il prend effet.</p>
        {tenures.length === 0 ? <p>Personne n’est encore noté.</p> : <ul class="pf-list">{tenures.map((one) => <Line frame={frame} one={one} today={today} typed={typed} errors={errors} />)}</ul>}
        <h2>Noter une prise de fonctions</h2>
        <PostForm action={authorityLinks.tenures} csrf={frame.csrf}>
          <Input name="holder" label="Civilité, prénom et nom" value={typed.holder} maxLength={holderLengthMax} error={errorOf(errors, 'holder')} />
          <Input name="from" type="date" label="En fonction depuis le" value={typed.from} width="short" error={errorOf(errors, 'from')} />
          <Buttons><Button>Enregistrer</Button></Buttons>
        </PostForm>
      </div>
    </Shell>
  );
}

function Line({ frame, one, today, typed, errors }: { frame: Frame; one: TenureRow; today: string; typed: TypedTenure; errors: readonly FieldError[] }): VNode {
  return (
    <li class="pf-list__item">
      <p class="fr-mb-1v"><strong>{one.holder}</strong>, depuis {formatDay(one.from)}{one.until ? `, jusqu’au ${formatDay(one.until, 'bare')} compris` : ''}.</p>
      {one.until === null && (
        <PostForm action={authorityLinks.tenureEnd(one.id)} csrf={frame.csrf}>
          <Input name="until" type="date" label="Dernier jour de fonctions" value={typed.until || today} width="short" error={errorOf(errors, 'until')} />
          <Buttons><Button kind="secondary">Noter la fin</Button></Buttons>
        </PostForm>
      )}
    </li>
  );
}
