import type { VNode } from 'preact';
import { disposalSlipStateNames, visaReferenceLengthMax } from '#libs/domain';
import { Accordion, Badge, Button, ButtonLink, Buttons, errorOf, ErrorSummary, Facts, formatDay, Input, PostButton, PostForm, Shell, Table } from '#libs/ui';
import type { FieldError, Frame } from '#libs/ui';
import { disposalLinks } from './disposal.links.js';
import { disposalSentence, periodWords, slipTone, visaWords } from './disposal-words.js';
import type { StandingVisa } from './disposal.store.js';
import type { DisposalsPage } from './disposals.js';

export type StandingForm = { reference: string; tableau: string; jour: string; fin: string };
const blank: StandingForm = { reference: '', tableau: '', jour: '', fin: '' };

type OverviewProps = { frame: Frame; page: DisposalsPage; mayManage: boolean; typed?: StandingForm; errors?: readonly FieldError[] };

/** What waits for a visa, what is destroyed under which, and the visa given once for all. */
export function DisposalsPageView({ frame, page, mayManage, typed, errors = [] }: OverviewProps): VNode {
  const next = page.slips.find(({ state }) => state === 'submitted') ?? page.slips.find(({ state }) => state === 'open');
  return (
    <Shell frame={frame} title="Éliminations" breadcrumb={[{ label: 'Éliminations' }]}>
      <ErrorSummary errors={errors} />
      <h1>Éliminations</h1>
      <p class="pf-sentence pf-narrow">{disposalSentence(page)}</p>
      {next && (
        <Buttons>
          <ButtonLink href={disposalLinks.page(next.id)}>{next.state === 'submitted' ? `Répondre pour le bordereau ${next.number}` : `Voir le bordereau ${next.number}`}</ButtonLink>
        </Buttons>
      )}
      <Slips page={page} />
      <Standing frame={frame} page={page} mayManage={mayManage} typed={typed ?? blank} errors={errors} />
      <Rules />
    </Shell>
  );
}

function Slips({ page: { slips } }: { page: DisposalsPage }): VNode {
  return (
    <section aria-labelledby="bordereaux" class="fr-mt-4w">
      <h2 id="bordereaux" class="fr-h4">Bordereaux</h2>
      {slips.length === 0
        ? <p>Aucun mandat de vos structures n’a encore pris fin. Le premier ouvrira un bordereau.</p>
        : (
            <Table
              caption="Bordereaux d’élimination, du plus récent au plus ancien" captionHidden
              columns={[{ header: 'Bordereau' }, { header: 'État' }, { header: 'Mandats', numeric: true }, { header: 'Dates extrêmes' }, { header: 'Visa' }]}
              rows={slips.map((slip) => [
                <a href={disposalLinks.page(slip.id)}>{slip.number}</a>, <Badge tone={slipTone(slip)}>{disposalSlipStateNames[slip.state]}</Badge>, String(slip.mandates), periodWords(slip), visaWords(slip),
              ])}
            />
          )}
    </section>
  );
}

function Standing({ frame, page, mayManage, typed, errors }: Required<OverviewProps>): VNode {
  const { standing, slips } = page;
  // One thing to do first: a slip that waits comes before the visa that would spare it.
  const first = !standing && !slips.some(({ state }) => state === 'open' || state === 'submitted');
  return (
    <section aria-labelledby="permanent" class="pf-narrow fr-mt-4w">
      <h2 id="permanent" class="fr-h4">Visa permanent</h2>
      {standing ? <Recorded standing={standing} /> : <p>Les Archives départementales peuvent viser une fois pour toutes les éliminations prévues par un tableau de gestion. Sans ce visa, chaque bordereau attend le sien.</p>}
      {mayManage && standing && <PostButton action={disposalLinks.withdrawStanding} csrf={frame.csrf} kind="secondary" label="permanent">Mettre fin à ce visa</PostButton>}
      {mayManage && (
        <details class="pf-details fr-mt-2w" open={first || errors.length > 0}>
          <summary>{standing ? 'Enregistrer un autre visa permanent' : 'Enregistrer un visa permanent'}</summary>
          <PostForm action={disposalLinks.standing} csrf={frame.csrf}>
            <Input name="reference" label="Référence du visa" hint="Telle que la donnent les Archives : visa n° 2026-041" value={typed.reference} maxLength={visaReferenceLengthMax} autocomplete="off" error={errorOf(errors, 'reference')} />
            <Input name="tableau" label="Tableau de gestion" hint="Son titre ou son numéro ; il est imprimé sur chaque bordereau" value={typed.tableau} maxLength={visaReferenceLengthMax} required={false} autocomplete="off" error={errorOf(errors, 'tableau')} />
            <Input name="jour" label="Jour du visa" type="date" value={typed.jour} max={page.today} error={errorOf(errors, 'jour')} />
            <Input name="fin" label="Dernier jour du visa" hint="S’il a été donné pour un temps" type="date" value={typed.fin} required={false} error={errorOf(errors, 'fin')} />
            <p>{standing ? 'Il remplacera celui d’aujourd’hui.' : 'Les mandats qui attendent seront détruits aussitôt, sous ce visa.'}</p>
            <Buttons><Button kind={first ? 'primary' : 'secondary'}>Enregistrer le visa permanent</Button></Buttons>
          </PostForm>
        </details>
      )}
    </section>
  );
}

function Recorded({ standing }: { standing: StandingVisa }): VNode {
  return (
    <Facts
      items={[
        { term: 'Référence', value: standing.reference },
        ...(standing.managementTable ? [{ term: 'Tableau de gestion', value: standing.managementTable }] : []),
        { term: 'Donné', value: formatDay(standing.grantedOn) },
        { term: 'Jusqu’au', value: standing.endsOn ? formatDay(standing.endsOn, 'bare') : 'sans terme' },
      ]}
    />
  );
}

function Rules(): VNode {
  return (
    <div class="fr-mt-4w">
      <Accordion id="regles" title="Pourquoi un visa, et ce qui est détruit" level={2}>
        <ol>
          <li>Ce qu’une France Services recueille pour une démarche est détruit quand le mandat prend fin (convention, article&nbsp;4.6).</li>
          <li>Ces données sont des archives publiques : leur élimination demande le visa du directeur des Archives départementales (code du patrimoine, articles L212-2 et R212-14). Détruire sans visa est un délit (article L214-3).</li>
          <li>Tant que le visa manque, les données sont verrouillées : ni l’agent, ni vous, ni la préfecture ne les lisent.</li>
          <li>Le visa venu, la clé qui les chiffre est détruite la première : dès cet instant, elles ne sont plus lisibles nulle part, pas même dans une sauvegarde.</li>
          <li>Le mandat signé et le reçu de sa fin restent, sous une autre clé, le temps de pouvoir répondre à une contestation.</li>
        </ol>
        <p>Ceux qui tiennent qu’un gestionnaire privé n’est pas soumis au visa n’en demandent pas ; la lecture appliquée l’étend à tout gestionnaire, pour sa mission de service public (code du patrimoine, article L211-4).</p>
      </Accordion>
    </div>
  );
}

