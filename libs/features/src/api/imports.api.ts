import { Controller, Get, Param, Post, Req } from '@nestjs/common';
import type { Request } from 'express';
import { z } from 'zod';
import { Allow, principalOf } from '#libs/features/access';
import { DirectoryImports, importKinds, missingFields, reasonSentence, warningSentence } from '#libs/features/directory-import';
import type { ImportRow, Line, Preview } from '#libs/features/directory-import';
import { TableRefusal } from '#libs/features/tabular';
import { Asked, Describe, Given } from './describe.js';
import { apiPath } from './description.js';
import { line } from './directory.shapes.js';
import { cursorOf, pageQuery, placeOf } from './pagination.js';
import type { PageQuery } from './pagination.js';
import { Problem, notFound } from './problem.js';

const instant = z.string().meta({ format: 'date-time' });
const fileNameLengthMax = 120;

const counts = z.object({
  created: z.int(), changed: z.int(), merged: z.int(), unchanged: z.int(), refused: z.int(),
  elsewhere: z.int().meta({ description: 'Lignes d’un autre département, laissées de côté.' }), warnings: z.int(),
}).meta({ id: 'ImportCounts' });
const importView = z.object({
  id: z.string(), kind: z.enum(importKinds), fileName: z.string(), sha256: z.string(),
  state: z.enum(['previewed', 'applying', 'applied', 'undone']),
  stale: z.boolean().meta({ description: 'L’annuaire a changé depuis le plan confirmé : rien n’a été écrit, relisez le plan.' }),
  mapping: z.record(z.string(), z.string()).meta({ description: 'La colonne reconnue pour chaque champ.' }),
  missingColumns: z.array(z.string()).meta({ description: 'Champs obligatoires dont aucune colonne n’a été reconnue.' }),
  counts: counts.nullable().meta({ description: 'Une fois appliqué.' }),
  createdAt: instant, appliedAt: instant.nullable(), undoneAt: instant.nullable(),
}).meta({ id: 'Import' });

const note = z.object({ code: z.string(), sentence: z.string() });
const planLine = z.object({
  rank: z.int().meta({ description: 'Numéro de ligne, comme un tableur : l’en-tête est la ligne 1.' }),
  verdict: z.enum(['created', 'changed', 'merged', 'unchanged', 'refused']),
  name: z.string(),
  fields: z.array(z.object({ label: z.string(), before: z.string(), after: z.string() })),
  reasons: z.array(note), warnings: z.array(note),
}).meta({ id: 'ImportLine' });
const planView = z.object({
  fingerprint: z.string().meta({ description: 'À renvoyer pour appliquer ce plan-ci, et pas un autre.' }),
  counts, items: z.array(planLine), nextCursor: z.string().nullable(),
}).meta({ id: 'ImportPlan' });

const importQuery = z.strictObject({ name: line.max(fileNameLengthMax).default('liste').meta({ description: 'Le nom du fichier.' }), kind: z.enum(importKinds).optional().meta({ description: 'Deviné par les colonnes, à défaut.' }) });
const applyInput = z.strictObject({ fingerprint: z.string() }).meta({ id: 'ImportApplication' });

const ofImport = { kind: 'import', param: 'id' } as const;

/** Imports of the directory by a program: send the list, read the plan, apply it, undo it. */
@Controller(apiPath)
export class ImportsApi {
  constructor(private readonly imports: DirectoryImports) {}

  @Post('imports')
  @Allow('directory.import')
  @Describe({ operationId: 'createImport', tag: 'Annuaire', summary: 'Envoie une liste (CSV ou Excel) ; rien n’est encore écrit', query: importQuery, file: 'table', status: 201, answer: importView, problems: [503] })
  async receive(@Req() req: Request, @Asked() { name, kind }: z.infer<typeof importQuery>): Promise<object> {
    const bytes: unknown = req.body;
    if (!Buffer.isBuffer(bytes) || bytes.length === 0) throw new Problem(400, 'file_missing', 'Envoyez la liste elle-même comme corps de la requête, avec son type (text/csv, par exemple).');
    const { actor, standing } = principalOf(req);
    try {
      return shown(await this.imports.receive({ bytes, name, departementCode: standing.departementCode, ...(kind && { kind }) }, actor));
    } catch (fault) {
      if (fault instanceof TableRefusal) throw new Problem(422, fault.code, fault.sentence);
      throw fault;
    }
  }

  @Get('imports/:id')
  @Allow('directory.import', ofImport)
  @Describe({ operationId: 'getImport', tag: 'Annuaire', summary: 'Où en est un import', status: 200, answer: importView })
  async one(@Req() req: Request, @Param('id') id: string): Promise<object> {
    return shown(await this.found(req, id));
  }

  @Get('imports/:id/plan')
  @Allow('directory.import', ofImport)
  @Describe({ operationId: 'getImportPlan', tag: 'Annuaire', summary: 'Ce qu’un import changerait, ligne par ligne', query: pageQuery, status: 200, answer: planView, problems: [409] })
  async plan(@Req() req: Request, @Param('id') id: string, @Asked() { limit, cursor }: PageQuery): Promise<object> {
    const { plan, counts: found, fingerprint } = await this.preview(req, id);
    const from = cursor === undefined ? 0 : placeOf(cursor, z.int().nonnegative());
    // What concerns another département is counted, and is not this one's to read.
    const lines = plan.lines.filter(({ reasons }) => !reasons.some(({ code }) => code === 'departement_elsewhere'));
    const next = from + limit;
    return { fingerprint, counts: found, items: lines.slice(from, next).map(shownLine), nextCursor: next < lines.length ? cursorOf(next) : null };
  }

  @Post('imports/:id/apply')
  @Allow('directory.import', ofImport)
  @Describe({ operationId: 'applyImport', tag: 'Annuaire', summary: 'Applique le plan lu ; suivez l’import jusqu’à l’état « applied »', body: applyInput, status: 202, answer: importView, problems: [409] })
  async apply(@Req() req: Request, @Param('id') id: string, @Given() { fingerprint }: z.infer<typeof applyInput>): Promise<object> {
    const shownNow = await this.preview(req, id);
    if (shownNow.fingerprint !== fingerprint) throw new Problem(409, 'import_stale', 'L’annuaire a changé depuis le plan que vous avez lu : relisez-le avant d’appliquer.');
    if (!(await this.imports.ask(id, fingerprint, principalOf(req).actor))) throw decided();
    return shown(await this.found(req, id));
  }

  @Post('imports/:id/undo')
  @Allow('directory.import', ofImport)
  @Describe({ operationId: 'undoImport', tag: 'Annuaire', summary: 'Remet l’annuaire comme avant un import', status: 200, answer: importView, problems: [409] })
  async undo(@Req() req: Request, @Param('id') id: string): Promise<object> {
    const undone = await this.imports.undo(id, principalOf(req).actor);
    if (!undone) throw notFound();
    if (!undone.ok) throw new Problem(409, undone.refusal, undoWords[undone.refusal]);
    return shown(await this.found(req, id));
  }

  private async preview(req: Request, id: string): Promise<Preview> {
    const row = await this.found(req, id);
    if (row.state !== 'previewed') throw decided();
    const missing = missingFields(row.mapping, row.kind);
    if (missing.length > 0) throw new Problem(409, 'columns_missing', `Aucune colonne n’a été reconnue pour : ${missing.map(({ label }) => label.toLowerCase()).join(', ')}. Renommez celles de votre liste, puis renvoyez-la.`);
    const preview = await this.imports.preview(row, principalOf(req).actor);
    if (!preview) throw new Problem(409, 'import_forgotten', 'Cette liste n’a pas été appliquée à temps et n’est plus gardée : renvoyez-la.');
    return preview;
  }

  private async found(req: Request, id: string): Promise<ImportRow> {
    const row = await this.imports.find(id, principalOf(req).actor);
    if (!row) throw notFound();
    return row;
  }
}

const undoWords = {
  undo_conflicts: 'Des fiches ont changé depuis cet import : rien n’est annulé. La page de l’import les nomme.',
  undo_too_late: 'Ce que disaient les fiches avant cet import n’est plus gardé : il ne peut plus être annulé.',
  undo_not_applied: 'Cet import n’est pas appliqué : il n’y a rien à annuler.',
} as const;

const decided = (): Problem => new Problem(409, 'import_decided', 'Cet import est déjà appliqué, en cours d’application ou annulé : renvoyez la liste pour en faire un autre.');

function shown({ id, kind, fileName, sha256, state, fault, mapping, counts: found, createdAt, appliedAt, undoneAt }: ImportRow): z.infer<typeof importView> {
  return {
    id, kind, fileName, sha256, state, stale: fault === 'stale', mapping, missingColumns: missingFields(mapping, kind).map(({ key }) => key), counts: found,
    createdAt: createdAt.toISOString(), appliedAt: appliedAt?.toISOString() ?? null, undoneAt: undoneAt?.toISOString() ?? null,
  };
}

function shownLine({ rank, verdict, name, fields, reasons, warnings }: Line): z.infer<typeof planLine> {
  return {
    rank, verdict, name, fields: [...fields],
    reasons: reasons.map((reason) => ({ code: reason.code, sentence: reasonSentence(reason) })), warnings: warnings.map((warning) => ({ code: warning.code, sentence: warningSentence(warning) })),
  };
}
