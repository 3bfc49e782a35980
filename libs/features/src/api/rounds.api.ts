import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { missingSlots, statesOf, roundWorkflow } from '#libs/domain';
import type { RoundFacts, RoundState } from '#libs/domain';
import { Allow, principalOf } from '#libs/features/access';
import { RoundReader, sendDocument } from '#libs/features/round';
import type { ActOfRound } from '#libs/features/round';
import { Database } from '#libs/platform';
import { Asked, Describe } from './describe.js';
import { apiPath } from './description.js';
import { cursorOf, pageOf, pageQuery, placeOf } from './pagination.js';
import type { PageQuery } from './pagination.js';
import { notFound } from './problem.js';

const roundView = z.object({
  id: z.string(),
  number: z.string(),
  act: z.object({ kind: z.enum(['amendment', 'adhesion']), id: z.string(), title: z.string() }).nullable().meta({ description: 'L’acte que cette tournée fait signer ; nul pour une convention.' }),
  state: z.enum(statesOf(roundWorkflow) as [RoundState, ...RoundState[]]),
  model: z.object({ id: z.string(), version: z.string() }),
  createdAt: z.string().meta({ format: 'date-time' }),
  collectUntil: z.string().nullable().meta({ description: 'Dernier jour pour signer.' }),
  termEndsOn: z.string().nullable(),
  signed: z.int(),
  total: z.int(),
  contentHash: z.string().nullable().meta({ description: 'SHA-256 du document que chacun signe.' }),
  finalHash: z.string().nullable().meta({ description: 'SHA-256 du document scellé.' }),
}).meta({ id: 'Round' });

const signatoryState = z.object({
  slotId: z.string(),
  college: z.enum(['prefet', 'gestionnaire', 'partenaire_national', 'partenaire_local']),
  bodyId: z.string(),
  bodyName: z.string(),
  state: z.enum(['waiting', 'invited', 'approved', 'refused']),
  since: z.string().nullable(),
  order: z.int().nullable().meta({ description: 'Rang de la signature parmi celles du document.' }),
}).meta({ id: 'SignatoryState', description: 'L’organisme qui signe, jamais la personne.' });
const roundDetail = roundView.extend({ signatories: z.array(signatoryState) }).meta({ id: 'RoundDetail' });
const roundPlace = z.object({ at: z.iso.datetime(), id: z.uuid() });

type Row = { id: string; number: string; act: ActOfRound | null; state: RoundState; facts: RoundFacts; modelId: string; modelVersion: string; createdAt: Date };
const columns = 'id, number, act, state, facts, model_id as "modelId", model_version as "modelVersion", created_at as "createdAt"';
const round = { kind: 'round', param: 'id' } as const;

/** Rounds, as far as a program may follow them. They are launched at the screen, by somebody who reads what is to be signed. */
@Controller(apiPath)
export class RoundsApi {
  constructor(private readonly db: Database, private readonly reader: RoundReader) {}

  @Get('rounds')
  @Allow('round.read')
  @Describe({ operationId: 'listRounds', tag: 'Tournées', summary: 'Liste les tournées, les plus récentes d’abord', query: pageQuery, status: 200, answer: pageOf(roundView) })
  async list(@Req() req: Request, @Asked() { limit, cursor }: PageQuery): Promise<object> {
    const before = cursor === undefined ? null : placeOf(cursor, roundPlace);
    const { actor, standing } = principalOf(req);
    const rows: Row[] = await this.db.withIdentity(actor, (tx) =>
      tx.query(`select ${columns} from round where departement_code = $1 and ($2::timestamptz is null or (created_at, id) < ($2, $3::uuid)) order by created_at desc, id desc limit $4`, [
        standing.departementCode, before?.at ?? null, before?.id ?? null, limit + 1,
      ]),
    );
    const items = rows.slice(0, limit);
    const last = items.at(-1);
    return { items: items.map(shown), nextCursor: rows.length > limit && last ? cursorOf({ at: last.createdAt.toISOString(), id: last.id }) : null };
  }

  @Get('rounds/:id')
  @Allow('round.read', round)
  @Describe({ operationId: 'getRound', tag: 'Tournées', summary: 'Une tournée et l’état de chaque signataire', status: 200, answer: roundDetail })
  async one(@Req() req: Request, @Param('id') id: string): Promise<object> {
    const { actor, standing } = principalOf(req);
    const row = await this.reader.find(id, standing.departementCode, actor);
    if (!row) throw notFound();
    const signatories = row.facts.slots.map(({ id: slotId, college, bodyId, bodyName, state, since, order }) => ({ slotId, college, bodyId, bodyName, state, since, order }));
    return { ...shown(row), signatories };
  }

  @Get('rounds/:id/document')
  @Allow('agreement.read', round)
  @Describe({ operationId: 'getRoundDocument', tag: 'Tournées', summary: 'Le document, tel qu’il est signé à cet instant', status: 200, answer: 'application/pdf' })
  async document(@Req() req: Request, @Res() res: Response, @Param('id') id: string): Promise<void> {
    const { actor, standing } = principalOf(req);
    const row = await this.reader.find(id, standing.departementCode, actor);
    const document = row && (await this.reader.document(row, actor));
    if (!document) throw notFound();
    sendDocument(res, document);
  }
}

function shown({ id, number, act, state, facts, modelId, modelVersion, createdAt }: Row): z.infer<typeof roundView> {
  const { slots, collectUntil, termEndsOn, contentHash, finalHash } = facts;
  return {
    id, number, act: act && { kind: act.kind, id: act.id, title: act.title }, state, model: { id: modelId, version: modelVersion }, createdAt: createdAt.toISOString(), collectUntil, termEndsOn,
    signed: slots.length - missingSlots(facts).length, total: slots.length, contentHash, finalHash,
  };
}
