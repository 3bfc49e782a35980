import type { VNode } from 'preact';
import { roundLinks } from '#libs/features/round';
import { Button, ButtonLink, Buttons, ErrorSummary, errorOf, formatDay, Input, PostForm, Shell } from '#libs/ui';
import type { FieldError, Frame } from '#libs/ui';
import { authorityLinks } from './authority.links.js';
import type { TenureRow } from './authority.store.js';

/** « Mme Marie-Anne de La Fontaine », and room for a name with two particles. */
export const holderLengthMax = 120;
export type TypedTenure = { holder: string; from: string; until: string };
/** The place of a round that one came from, to go back to. */
export type CameFrom = { roundId: string; slotId: string };

type PageProps = { frame: Frame; tenures: readonly TenureRow[]; today: string; typed: TypedTenure; errors: readonly FieldError[]; from: CameFrom | null };

/** Who is préfet and since when: the day one leaves, every delegation of signature that one gave ends. */
export function TenuresPage(props: PageProps): VNode {
  const { frame, tenures, typed, errors, from } = props;
  // One end at a time, the earliest first: two forms would share their field.
  const toEnd = tenures.filter(({ until }) => until === null).sort((a, b) => a.from.localeCompare(b.from))[0];
  const back = from ? authorityLinks.place(from.roundId, from.slotId) : roundLinks.list;
  return (
    <Shell frame={frame} title="Le préfet en fonction" breadcrumb={[{ label: 'Tournées', href: roundLinks.list }, ...(from ? [{ label: 'Habilitation', href: back }] : []), { label: 'Le préfet en fonction' }]}>
      <div class="pf-narrow">
        <ErrorSummary errors={errors} />
        <h1>Le préfet en fonction</h1>
        <p class="pf-sentence">Une délégation de signature cesse avec les fonctions de la personne qui l’a donnée : notez ici chaque changement, le jour où il prend effet.</p>
        {tenures.length === 0 ? <p>Personne n’est encore noté.</p> : <ul class="pf-list">{tenures.map((one) => <Line {...props} one={one} endable={one.id === toEnd?.id} />)}</ul>}
        <h2>Noter une prise de fonctions</h2>
        <PostForm action={`${authorityLinks.tenures}${kept(from)}`} csrf={frame.csrf}>
          <Input name="holder" label="Civilité, prénom et nom" value={typed.holder} maxLength={holderLengthMax} error={errorOf(errors, 'holder')} />
          <Input name="from" type="date" label="En fonction depuis le" value={typed.from} width="short" error={errorOf(errors, 'from')} />
          <Buttons>
            <Button>Enregistrer</Button>
            <ButtonLink href={back} kind="secondary">{from ? 'Revenir à l’habilitation' : 'Revenir aux tournées'}</ButtonLink>
          </Buttons>
        </PostForm>
      </div>
    </Shell>
  );
}

function kept(from: CameFrom | null): string {
  return from ? authorityLinks.cameFrom(from.roundId, from.slotId) : '';
}

function Line({ frame, one, endable, today, typed, errors, from }: Omit<PageProps, 'tenures'> & { one: TenureRow; endable: boolean }): VNode {
  return (
    <li class="pf-list__item">
      <p class="fr-mb-1v"><strong>{one.holder}</strong>, depuis {formatDay(one.from)}{one.until ? `, jusqu’au ${formatDay(one.until, 'bare')} compris` : ''}.</p>
      {endable && (
        <PostForm action={`${authorityLinks.tenureEnd(one.id)}${kept(from)}`} csrf={frame.csrf}>
          <Input name="until" type="date" label="Dernier jour de fonctions" value={typed.until} max={today} width="short" error={errorOf(errors, 'until')} />
          <Buttons><Button kind="secondary">Noter la fin</Button></Buttons>
        </PostForm>
      )}
    </li>
  );
}
