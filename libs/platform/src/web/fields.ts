import { createParamDecorator } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';

/** A form of which no field repeats: what was typed in each, by its name. A field that did not come is absent. */
export type Fields = Readonly<Record<string, string | undefined>>;

/** The form that was posted, for a handler none of whose fields repeats. */
export const Fields = createParamDecorator((_: unknown, context: ExecutionContext): Fields => fieldsOf(bodyOf(context)));

/** What was ticked among the boxes that share one name, which alone repeat it. */
export const Boxes = createParamDecorator((name: string, context: ExecutionContext): readonly string[] => boxesOf(bodyOf(context), name));

/**
 * A form as it came, read where no page of ours repeats a field: whoever repeats one gets the answer to the first, rather than a fault of ours.
 * @param body what the parser made of it: a list for a field that came several times; undefined when nothing was posted
 */
export function fieldsOf(body: unknown): Fields {
  return Object.fromEntries(entriesOf(body).map(([name, given]) => [name, textsIn(given)[0]]));
}

/** @returns the values in the order of the form; empty when none is ticked */
export function boxesOf(body: unknown, name: string): readonly string[] {
  return textsIn(entriesOf(body).find(([one]) => one === name)?.[1]);
}

function entriesOf(body: unknown): [string, unknown][] {
  return typeof body === 'object' && body !== null ? Object.entries(body) : [];
}

function textsIn(given: unknown): string[] {
  return [given].flat().filter((one): one is string => typeof one === 'string');
}

function bodyOf(context: ExecutionContext): unknown {
  return context.switchToHttp().getRequest<Request>().body;
}
