import type { VNode } from 'preact';
import { tenureDayMax } from '#libs/domain';
import type { LegalDay } from '#libs/domain';
import { roundLinks } from '#libs/features/round';
import { Button, ButtonLink, Buttons, ErrorSummary, errorOf, formatDay, Input, PostForm, Shell } from '#libs/ui';
import type { Crumb, FieldError, Frame } from '#libs/ui';
import { authorityLinks } from './authority.links.js';
import type { TenureRow } from './authority.store.js';

/** « Mme Marie-Anne de La Fontaine », and room for a name with two particles. */
export const holderLengthMax = 120;
export type TypedTenure = { holder: string; from: string; until: string };
/** The place of a round that one came from, to go back to. */
export type CameFrom = { roundId: string; slotId: string };

type FormProps = { frame: Frame; today: LegalDay; typed: TypedTenure; errors: readonly FieldError[]; from: CameFrom | null };
type PageProps = FormProps & { tenures: readonly TenureRow[] };

/** Who is préfet and since when: the day one leaves, every delegation of signature that one gave ends. `tenures`: the latest first. */
export function TenuresPage(props: PageProps): VNode {
  const { frame, tenures, today, typed, errors, from } = props;
  // One end at a time, the earliest first: two forms would share their field.
  const toEnd = tenures.filter(({ until }) => until === null).sort((a, b) => a.from.localeCompare(b.from))[0];
  return (
    <Shell frame={frame} title="Le préfet en fonction" breadcrumb={trail(from, { label: 'Le préfet en fonction' })}>
      <div class="pf-narrow">
        <ErrorSummary errors={errors} />
        <h1>Le préfet en fonction</h1>
        <p class="pf-sentence">Une délégation de signature cesse avec les fonctions de la personne qui l’a donnée : notez ici chaque changement, le jour où il prend effet.</p>
        {tenures.length === 0 ? <p>Personne n’est encore noté.</p> : <ul class="pf-list">{tenures.map((one) => <Line {...props} one={one} endable={one.id === toEnd?.id} correctable={one.id === tenures[0]?.id} />)}</ul>}
        <h2>Noter une prise de fonctions</h2>
        <PostForm action={`${authorityLinks.tenures}${kept(from)}`} csrf={frame.csrf}>
          <Input name="holder" label="Civilité, prénom et nom" value={typed.holder} maxLength={holderLengthMax} error={errorOf(errors, 'holder')} />
          <Input name="from" type="date" label="En fonction depuis le" value={typed.from} max={tenureDayMax(today)} width="short" error={errorOf(errors, 'from')} />
          <Buttons>
            <Button>Enregistrer</Button>
            <ButtonLink href={from ? authorityLinks.place(from.roundId, from.slotId) : roundLinks.list} kind="secondary">{from ? 'Revenir à l’habilitation' : 'Revenir aux tournées'}</ButtonLink>
          </Buttons>
        </PostForm>
      </div>
    </Shell>
  );
}

/** The latest term, said anew. */
export function TenureCorrectionPage({ frame, one, today, typed, errors, from }: FormProps & { one: TenureRow }): VNode {
  const [back, latest] = [`${authorityLinks.tenures}${kept(from)}`, tenureDayMax(today)];
  return (
    <Shell frame={frame} title="Corriger une prise de fonctions" breadcrumb={trail(from, { label: 'Le préfet en fonction', href: back }, { label: 'Correction' })}>
      <div class="pf-narrow">
        <ErrorSummary errors={errors} />
        <h1>Corriger une prise de fonctions</h1>
        <p>Noté aujourd’hui : {termOf(one)}.</p>
        <p>Les signatures à venir seront jugées sur ce que vous notez ici ; celles qui sont données gardent leur verdict.</p>
        <PostForm action={`${authorityLinks.tenureCorrection(one.id)}${kept(from)}`} csrf={frame.csrf}>
          <Input name="holder" label="Civilité, prénom et nom" value={typed.holder} maxLength={holderLengthMax} error={errorOf(errors, 'holder')} />
          <Input name="from" type="date" label="En fonction depuis le" value={typed.from} max={latest} width="short" error={errorOf(errors, 'from')} />
          <Input name="until" type="date" label="Dernier jour de fonctions" hint="Vide tant que la personne est en fonction." required={false} value={typed.until} max={latest} width="short" error={errorOf(errors, 'until')} />
          <Buttons>
            <Button>Enregistrer la correction</Button>
            <ButtonLink href={back} kind="secondary">Revenir sans corriger</ButtonLink>
          </Buttons>
        </PostForm>
      </div>
    </Shell>
  );
}

function trail(from: CameFrom | null, ...more: Crumb[]): Crumb[] {
  return [{ label: 'Tournées', href: roundLinks.list }, ...(from ? [{ label: 'Habilitation', href: authorityLinks.place(from.roundId, from.slotId) }] : []), ...more];
}

function kept(from: CameFrom | null): string {
  return from ? authorityLinks.cameFrom(from.roundId, from.slotId) : '';
}

function Line({ frame, one, endable, correctable, today, typed, errors, from }: FormProps & { one: TenureRow; endable: boolean; correctable: boolean }): VNode {
  return (
    <li class="pf-list__item">
      <p class="fr-mb-1v">{termOf(one)}.</p>
      {endable && (
        <PostForm action={`${authorityLinks.tenureEnd(one.id)}${kept(from)}`} csrf={frame.csrf}>
          <Input name="until" type="date" label="Dernier jour de fonctions" value={typed.until} max={tenureDayMax(today)} width="short" error={errorOf(errors, 'until')} />
          <Buttons><Button kind="secondary">Noter la fin</Button></Buttons>
        </PostForm>
      )}
      {correctable && <p><a class="fr-link" href={`${authorityLinks.tenureCorrection(one.id)}${kept(from)}`}>Corriger<span class="fr-sr-only"> : {one.holder}</span></a></p>}
    </li>
  );
}

function termOf({ holder, from, until }: TenureRow): VNode {
  return <><strong>{holder}</strong>, depuis {formatDay(from)}{until ? `, jusqu’au ${formatDay(until, 'bare')} compris` : ''}</>;
}
