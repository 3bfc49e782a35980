import type { VNode } from 'preact';
import { disposalNatureNames, disposalSlipStateNames, visaReferenceLengthMax } from '#libs/domain';
import { Badge, Button, ButtonLink, Buttons, dayOfInstant, errorOf, ErrorSummary, Facts, formatCount, formatDay, formatFileSize, formatNumber, Input, PostForm, Shell, Table } from '#libs/ui';
import type { FieldError, Frame } from '#libs/ui';
import { disposalLinks } from './disposal.links.js';
import { motiveName, natureMotives, natureTitles, periodWords, slipSentence, slipTone } from './disposal-words.js';
import type { SlipFile } from './disposals.js';

export type VisaForm = { reference: string; jour: string; refus: string };
const blank: VisaForm = { reference: '', jour: '', refus: '' };

type SlipProps = { frame: Frame; file: SlipFile; mayManage: boolean; typed?: VisaForm; errors?: readonly FieldError[] };

/** One bordereau: who hands over, what, from when to when, how much, why, and with whose visa. */
export function SlipPage({ frame, file, mayManage, typed = blank, errors = [] }: SlipProps): VNode {
  const { row, total } = file;
  const title = `Bordereau d’élimination ${row.number}`;
  return (
    <Shell frame={frame} title={title} breadcrumb={[{ label: 'Éliminations', href: disposalLinks.list }, { label: row.number }]}>
      <ErrorSummary errors={errors} />
      <h1>{title}</h1>
      <Badge tone={slipTone(row)}>{disposalSlipStateNames[row.state]}</Badge>
      <p class="pf-sentence pf-narrow fr-mt-2w">{slipSentence(row, total)}</p>
      {mayManage && row.state === 'open' && total > 0 && <SubmitForm frame={frame} file={file} />}
      {mayManage && row.state === 'submitted' && <Answer frame={frame} file={file} mayManage={mayManage} typed={typed} errors={errors} />}
      <Heading file={file} />
      <Groups file={file} />
      <Lines file={file} />
    </Shell>
  );
}

function SubmitForm({ frame, file: { row } }: { frame: Frame; file: SlipFile }): VNode {
  return (
    <section class="pf-narrow" aria-labelledby="arreter">
      <h2 id="arreter" class="fr-h4">Demander le visa</h2>
      <p>Arrêtez le bordereau : plus rien ne s’y ajoute, et vous l’envoyez aux Archives départementales. Les mandats qui prendront fin ensuite iront sur un autre.</p>
      <PostForm action={disposalLinks.submit(row.id)} csrf={frame.csrf}>
        <Buttons><Button>Arrêter le bordereau</Button><ButtonLink kind="secondary" href={disposalLinks.print(row.id)} download>Imprimer tel quel</ButtonLink></Buttons>
      </PostForm>
    </section>
  );
}

function Answer({ frame, file: { row, today }, typed, errors }: Required<SlipProps>): VNode {
  return (
    <section class="pf-narrow" aria-labelledby="visa">
      <h2 id="visa" class="fr-h4">Enregistrer la réponse des Archives</h2>
      <p><ButtonLink kind="secondary" href={disposalLinks.print(row.id)} download>Imprimer le bordereau à viser</ButtonLink></p>
      <PostForm action={disposalLinks.grant(row.id)} csrf={frame.csrf}>
        <Input name="reference" label="Référence du visa" hint="Telle que la donnent les Archives : visa n° 2026-041" value={typed.reference} maxLength={visaReferenceLengthMax} autocomplete="off" error={errorOf(errors, 'reference')} />
        <Input name="jour" label="Jour du visa" type="date" value={typed.jour} min={row.facts.submittedOn ?? undefined} max={today} error={errorOf(errors, 'jour')} />
        <p>La destruction suit aussitôt ; rien ne permet de revenir en arrière.</p>
        <Buttons><Button>Enregistrer le visa et détruire</Button></Buttons>
      </PostForm>
      <details class="pf-details fr-mt-2w" open={errorOf(errors, 'refus') !== undefined}>
        <summary>Les Archives n’ont pas donné leur visa</summary>
        <PostForm action={disposalLinks.decline(row.id)} csrf={frame.csrf}>
          <Input name="refus" label="Jour de la réponse" type="date" value={typed.refus} min={row.facts.submittedOn ?? undefined} max={today} error={errorOf(errors, 'refus')} />
          <p>Le bordereau se rouvre ; ses données restent verrouillées.</p>
          <Buttons><Button kind="secondary">Rouvrir le bordereau</Button></Buttons>
        </PostForm>
      </details>
    </section>
  );
}

function Heading({ file: { row: { facts, state, id }, service } }: { file: SlipFile }): VNode {
  return (
    <section aria-labelledby="service" class="fr-mt-4w">
      <h2 id="service" class="fr-h4">Service versant</h2>
      <Facts
        items={[
          { term: 'Gestionnaire', value: service.name },
          ...(service.siret ? [{ term: 'SIRET', value: service.siret }] : []),
          { term: 'Adresse', value: service.address },
          { term: 'Département', value: service.departementName },
          { term: 'Ouvert', value: formatDay(facts.openedOn) },
          ...(facts.submittedOn ? [{ term: 'Arrêté', value: formatDay(facts.submittedOn) }] : []),
          ...(facts.declinedOn.length > 0 ? [{ term: 'Visa non donné', value: facts.declinedOn.map((day) => formatDay(day)).join(', ') }] : []),
          { term: 'Visa', value: facts.visa ? `${facts.visa.reference}, ${formatDay(facts.visa.on)}${facts.visa.kind === 'standing' ? ' (visa permanent)' : ''}` : 'attendu' },
          ...(facts.visa?.managementTable ? [{ term: 'Tableau de gestion', value: facts.visa.managementTable }] : []),
          ...(facts.executedOn ? [{ term: 'Exécuté', value: formatDay(facts.executedOn) }] : []),
        ]}
      />
      {state !== 'open' && state !== 'submitted' && <Buttons><ButtonLink kind="secondary" href={disposalLinks.print(id)} download>Imprimer le bordereau</ButtonLink></Buttons>}
    </section>
  );
}

function Groups({ file: { groups } }: { file: SlipFile }): VNode {
  return (
    <section aria-labelledby="elimine" class="fr-mt-4w">
      <h2 id="elimine" class="fr-h4">Ce qui est éliminé</h2>
      {groups.length === 0
        ? <p>Rien encore.</p>
        : (
            <>
              <Table
                caption="Ce qui est éliminé, par nature" captionHidden
                columns={[{ header: 'Nature' }, { header: 'Dates extrêmes' }, { header: 'Mandats', numeric: true }, { header: 'Pièces', numeric: true }, { header: 'Volume', numeric: true }]}
                rows={groups.map((group) => [natureTitles[group.nature], periodWords(group), formatNumber(group.mandates), formatNumber(group.pieces), formatFileSize(group.bytes)])}
              />
              <Facts items={groups.map(({ nature }) => ({ term: `Motif, ${disposalNatureNames[nature]}`, value: natureMotives[nature] }))} />
            </>
          )}
    </section>
  );
}

function Lines({ file: { lines, total, row } }: { file: SlipFile }): VNode | null {
  if (lines.length === 0) return null;
  return (
    <section aria-labelledby="lignes" class="fr-mt-4w">
      <h2 id="lignes" class="fr-h4">Mandats listés</h2>
      <Table
        caption="Mandats listés, par numéro : aucun nom" captionHidden
        columns={[{ header: 'Mandat' }, { header: 'Structure' }, { header: 'Nature' }, { header: 'Dates' }, { header: 'Fin' }, { header: 'Détruit' }]}
        rows={lines.map((line) => [line.number, line.structureName, disposalNatureNames[line.nature], periodWords({ from: line.fromDay, until: line.untilDay }), motiveName(line.motive), line.destroyedAt ? formatDay(dayOfInstant(line.destroyedAt.toISOString(), row.timeZone), 'bare') : row.facts.visa ? 'en cours' : 'verrouillé'])}
      />
      {total > lines.length && <p>{formatCount(total - lines.length, 'autre mandat figure', 'autres mandats figurent')} sur le bordereau imprimé.</p>}
    </section>
  );
}
