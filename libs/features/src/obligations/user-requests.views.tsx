import type { VNode } from 'preact';
import { answerDueWords, answerReadingNames, civilTimeWords } from '#libs/domain';
import type { AnswerDeadline, AnswerReading, LegalDay } from '#libs/domain';
import { Badge, Button, Buttons, Callout, errorOf, ErrorSummary, Input, PostForm, Select, Shell, Table } from '#libs/ui';
import type { FieldError, Frame } from '#libs/ui';
import { badgeOf, channelNames } from './obligation-words.js';
import { requestChannels } from './obligation.store.js';
import type { ObligationRow } from './obligation.store.js';
import { referenceLengthMax } from './obligations.js';
import { obligationLinks } from './obligations.links.js';

export type RequestForm = { jour: string; heure: string; voie: string; reference: string };
export type RequestsProps = { frame: Frame; structure: { id: string; name: string }; rows: readonly ObligationRow[]; today: LegalDay; /** What a request received now would have to be answered by. */ now: AnswerDeadline | null; mayRecord: boolean; form: RequestForm; errors: readonly FieldError[] };

/** What users asked of one structure, and by when each is to be answered: the deadline before the first field. */
export function UserRequestsPage({ frame, structure, rows, now, mayRecord, form, errors, today }: RequestsProps): VNode {
  const open = rows.filter(({ state }) => state !== 'done' && state !== 'waived').length;
  return (
    <Shell frame={frame} title={`Demandes d’usagers, ${structure.name}`} breadcrumb={[{ label: 'Accueil', href: '/' }, { label: 'Demandes d’usagers' }]}>
      <ErrorSummary errors={errors} />
      <p class="pf-overline">{structure.name}</p>
      <h1>Demandes d’usagers</h1>
      <p class="pf-sentence pf-narrow">{open === 0 ? 'Aucune demande n’attend de réponse.' : open === 1 ? 'Une demande attend sa réponse.' : `${open} demandes attendent leur réponse.`}</p>
      {now && <Readings answer={now} />}
      {mayRecord && now && (
        <section aria-labelledby="enregistrer" class="pf-narrow">
          <h2 id="enregistrer" class="fr-h4">Enregistrer une demande</h2>
          <PostForm action={obligationLinks.requests(structure.id)} csrf={frame.csrf}>
            <Input name="jour" label="Jour de la réception" type="date" value={form.jour} max={today} error={errorOf(errors, 'jour')} />
            <Input name="heure" label="Heure de la réception" type="time" width="short" value={form.heure} error={errorOf(errors, 'heure')} />
            <Select name="voie" label="Comment la demande est venue" options={requestChannels.map((value) => ({ value, label: channelNames[value] }))} value={form.voie} placeholder="Choisissez" error={errorOf(errors, 'voie')} />
            <Input name="reference" label="Référence" hint="Un numéro de votre outil, jamais un nom : 2027-0142" value={form.reference} maxLength={referenceLengthMax} autocomplete="off" spellcheck={false} error={errorOf(errors, 'reference')} />
            <Buttons><Button>Enregistrer la demande</Button></Buttons>
          </PostForm>
        </section>
      )}
      {rows.length > 0 && (
        <Table
          caption="Les dernières demandes" columns={[{ header: 'Référence' }, { header: 'Reçue' }, { header: 'Réponse au plus tard' }, { header: 'État' }]}
          rows={rows.map((row) => {
            const { tone, label } = badgeOf(row);
            const answer = row.facts.answer!;
            return [<a href={obligationLinks.page(row.id)}>{row.reference}</a>, civilTimeWords(answer.receivedAt), answerDueWords(answer.dueAt), <Badge tone={tone}>{label}</Badge>];
          })}
        />
      )}
    </Shell>
  );
}

function Readings({ answer }: { answer: AnswerDeadline }): VNode {
  return (
    <Callout title="Reçue à cet instant, une demande reçoit sa réponse au plus tard :">
      <>
        {(Object.keys(answer.readings) as AnswerReading[]).map((reading) => {
          const at = answer.readings[reading];
          const words = at === null ? 'aucun horaire de la structure n’est connu' : `le ${answerDueWords(at)}`;
          return <p>{reading === answer.applied ? <strong>{words} – lecture appliquée ({answerReadingNames[reading]})</strong> : <>{words} – {answerReadingNames[reading]}</>}</p>;
        })}
      </>
    </Callout>
  );
}
