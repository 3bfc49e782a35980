import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { addDays, dayAt } from '#libs/domain';
import type { Role } from '#libs/domain';
import { ApiTokens } from '#libs/features/api';
import { instantOf } from '#libs/platform';
import type { Service } from './service.js';

export type Answer = { status: number; headers: Headers; text: string; json: Record<string, unknown> };

/** What an answer holds: the things of a list, the code of a problem, the fields it names. */
export const items = ({ json }: Answer): Record<string, unknown>[] => json.items as Record<string, unknown>[];
export const code = ({ json }: Answer): unknown => json.code;
export const fieldsOf = ({ json }: Answer): string[] => (json.errors as { field: string }[]).map(({ field }) => field);

/** A program that holds a token, or none. */
export class ApiClient {
  constructor(private readonly base: string, private readonly token: string | null) {}

  get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
    return this.send('GET', path, undefined, headers);
  }

  post(path: string, body?: unknown): Promise<Answer> {
    return this.send('POST', path, body);
  }

  put(path: string, body: unknown, ifMatch?: string): Promise<Answer> {
    return this.send('PUT', path, body, ifMatch === undefined ? {} : { 'if-match': ifMatch });
  }

  delete(path: string): Promise<Answer> {
    return this.send('DELETE', path);
  }

  async send(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const usual: Record<string, string> = { ...(this.token && { authorization: `Bearer ${this.token}` }), ...(body !== undefined && { 'content-type': 'application/json' }) };
    const sent = body === undefined || typeof body === 'string' || body instanceof Uint8Array ? (body as string | undefined) : JSON.stringify(body);
    const answer = await fetch(`${this.base}${path}`, { method, redirect: 'manual', headers: { ...usual, ...headers }, ...(sent !== undefined && { body: sent }) });
    const text = await answer.text();
    const isJson = /json/.test(answer.headers.get('content-type') ?? '');
    return { status: answer.status, headers: answer.headers, text, json: isJson ? (JSON.parse(text) as Record<string, unknown>) : {} };
  }
}

/** A program of an organisation, with a token made for it. */
export async function programOf(service: Service, role: Role, organisationId: string | null, departementCode = '48', accountId: string = randomUUID()): Promise<ApiClient & { tokenId: string }> {
  const day = addDays(dayAt(instantOf(service.clock), 'Europe/Paris'), 30);
  const made = await service.web.get(ApiTokens, { strict: false }).create(
    { actor: { kind: 'account', id: accountId, departement: departementCode, role, organisation: organisationId }, standing: { role, departementCode, organisationId, accountId } },
    { label: `programme ${role}`, expiresOn: day },
  );
  if (!made.ok) throw new Error(made.refusal);
  return Object.assign(new ApiClient(`${service.url}/api/v1`, made.token), { tokenId: made.id });
}

/** A token written as the service would, for whoever can make none of their own: the programs of an agent's structure. */
export async function grantedToken(service: Service, { role, organisationId, accountId, departementCode = '48' }: { role: Role; organisationId: string | null; accountId: string; departementCode?: string }): Promise<string> {
  const token = `pfh_${randomBytes(32).toString('base64url')}`;
  await service.database.superuser(
    `insert into api_token (id, departement_code, role, organisation_id, label, token_hash, shown_prefix, created_by, created_at, expires_at) values ($1, $2, $3, $4, 'test', $5, 'pfh_', $6, $7, '2099-01-01')`,
    [randomUUID(), departementCode, role, organisationId, createHash('sha256').update(token).digest('hex'), accountId, service.clock.now()],
  );
  return token;
}

type Schema = { $ref?: string; type?: string | string[]; properties?: Record<string, Schema>; required?: string[]; items?: Schema; enum?: unknown[]; anyOf?: Schema[]; oneOf?: Schema[]; additionalProperties?: boolean | Schema };

/** Where a value is not what a schema of the reference says; enough of JSON Schema for ours. */
export function mismatches(document: { components: { schemas: Record<string, Schema> } }, schema: Schema, value: unknown, at = ''): string[] {
  if (schema.$ref) {
    const target = document.components.schemas[schema.$ref.replace('#/components/schemas/', '')];
    return target ? mismatches(document, target, value, at) : [`${at}: ${schema.$ref} leads nowhere`];
  }
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return choices.some((choice) => mismatches(document, choice, value, at).length === 0) ? [] : [`${at}: none of the shapes`];
  if (schema.enum) return schema.enum.includes(value) ? [] : [`${at}: ${String(value)} is no choice`];
  const types = schema.type === undefined ? [] : [schema.type].flat();
  if (types.length > 0 && !types.some((type) => isOf(type, value))) return [`${at}: is no ${types.join(' or ')}`];
  if (Array.isArray(value)) return schema.items ? value.flatMap((item, index) => mismatches(document, schema.items!, item, `${at}.${index}`)) : [];
  if (value === null || typeof value !== 'object') return [];
  const fields = value as Record<string, unknown>;
  const missing = (schema.required ?? []).filter((name) => !(name in fields)).map((name) => `${at}.${name}: missing`);
  const unknown = schema.additionalProperties === false ? Object.keys(fields).filter((name) => !schema.properties?.[name]).map((name) => `${at}.${name}: undescribed`) : [];
  return [...missing, ...unknown, ...Object.entries(schema.properties ?? {}).flatMap(([name, part]) => (name in fields ? mismatches(document, part, fields[name], `${at}.${name}`) : []))];
}

function isOf(type: string, value: unknown): boolean {
  if (type === 'null') return value === null;
  if (type === 'array') return Array.isArray(value);
  if (type === 'integer') return Number.isInteger(value);
  if (type === 'object') return value !== null && typeof value === 'object' && !Array.isArray(value);
  return typeof value === type;
}
