import type { VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';

/** The whole page as HTML text, doctype first. Text and attributes are escaped by the renderer; nothing here opens a raw door. */
export function renderPage(page: VNode): string {
  return `<!doctype html>\n${renderToString(page)}`;
}
