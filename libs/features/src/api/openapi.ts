import { z } from 'zod';
import { createDocument } from 'zod-openapi';
import type { ZodOpenApiOperationObject, ZodOpenApiPathsObject, ZodOpenApiResponsesObject } from 'zod-openapi';
import type { ApiRoute } from './api.routes.js';
import { apiTags, fileTypes } from './description.js';
import type { Description } from './description.js';
import { keyLengthMax } from './repeats.js';
import { problemTitles, problemType } from './problem.js';
import type { ProblemStatus } from './problem.js';

const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string().meta({ description: 'Stable : c’est lui qu’un programme regarde.' }),
  detail: z.string().meta({ description: 'Une phrase en français, pour la personne qui lira l’erreur.' }),
  errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
}).meta({ id: 'Problem', description: 'Une erreur, selon la RFC 9457.' });

/** A program that does not know whether its request arrived sends it again with the same key: it is done once. */
const repeatHeader = z.object({ 'Idempotency-Key': z.string().min(1).max(keyLengthMax).optional().meta({ description: 'Choisie par vous, unique : la même requête renvoyée dans les 24 heures n’est faite qu’une fois.' }) });

/** An address is written in logs; a header is not. */
const scanHeader = repeatHeader.extend({ 'Content-Disposition': z.string().optional().meta({ description: '« attachment; filename*=UTF-8\'\'avis.pdf » : le titre de la pièce, gardé chiffré avec elle.' }) });

/** What any route may answer, whatever it does. */
const everywhere: readonly ProblemStatus[] = [401, 403, 404, 429, 500];

/** The reference of the API, printed from its routes. */
export function openApiDocument(routes: readonly ApiRoute[], server: string): ReturnType<typeof createDocument> {
  return createDocument({
    openapi: '3.1.0',
    info: { title: 'API de Paraphe', version: '1', description: 'L’annuaire France Services d’un département, ses tournées de signature et ce qui en est dit à d’autres logiciels. Les noms de champs sont en anglais, les messages en français.' },
    servers: [{ url: server }],
    tags: apiTags.map((name) => ({ name })),
    components: { securitySchemes: { token: { type: 'http', scheme: 'bearer', description: 'Un jeton créé à la page « Jetons » par une personne de votre organisation.' } } },
    paths: pathsOf(routes),
  });
}

function pathsOf(routes: readonly ApiRoute[]): ZodOpenApiPathsObject {
  const paths: ZodOpenApiPathsObject = {};
  for (const { method, path, description, access } of routes) {
    if (!description) continue;
    const names = [...path.matchAll(/:(\w+)/g)].map(([, name]) => name!);
    const at = path.replace(/:(\w+)/g, '{$1}');
    paths[at] = { ...paths[at], [method.toLowerCase()]: operationOf(method, description, names, access?.to === 'anyone') };
  }
  return paths;
}

function operationOf(method: string, description: Description, names: readonly string[], open: boolean): ZodOpenApiOperationObject {
  const { operationId, tag, summary, query, body, file, version } = description;
  const header = version === 'wanted' ? z.object({ 'If-Match': z.string().meta({ description: 'L’ETag reçu en lisant l’objet, ou « * ».' }) }) : file === 'scan' ? scanHeader : method === 'POST' ? repeatHeader : undefined;
  return {
    operationId,
    tags: [tag],
    summary,
    security: open ? [] : [{ token: [] }],
    requestParams: {
      ...(names.length > 0 && { path: z.object(Object.fromEntries(names.map((name) => [name, z.string()]))) }),
      ...(query && { query }),
      ...(header && { header }),
    },
    ...(body && { requestBody: { required: true, content: { 'application/json': { schema: body } } } }),
    ...(file && { requestBody: { required: true, content: Object.fromEntries(fileTypes[file].map((type) => [type, { schema: { type: 'string' as const, format: 'binary' } }])) } }),
    responses: responsesOf(method, description, open),
  };
}

function responsesOf(method: string, { status, answer, body, file, query, version, problems = [] }: Description, open: boolean): ZodOpenApiResponsesObject {
  const headers = version === 'given' || version === 'wanted' ? { headers: z.object({ ETag: z.string() }) } : {};
  const content = answer === null ? {} : typeof answer === 'string' ? { content: { [answer]: { schema: { type: 'string' as const, format: 'binary' } } } } : { content: { 'application/json': { schema: answer } } };
  const refused: ProblemStatus[] = open ? [500] : [...everywhere, ...problems];
  if (body || file) refused.push(400, 413, 415, 422);
  if (query) refused.push(400, 422);
  if (version === 'wanted') refused.push(412, 428);
  if (method === 'POST') refused.push(409);
  const failures = [...new Set(refused)].sort((a, b) => a - b).map((code) => [String(code), { description: problemTitles[code], content: { [problemType]: { schema: problem } } }]);
  return { [String(status)]: { description: status === 204 ? 'Fait' : 'Réponse', ...headers, ...content }, ...Object.fromEntries(failures) } as ZodOpenApiResponsesObject;
}
