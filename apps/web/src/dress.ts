import { BadRequestException } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import compression from 'compression';
import cookieParser from 'cookie-parser';
import express from 'express';
import helmet from 'helmet';
import type { Config } from '#libs/platform';
import { staticFolders } from '#libs/ui';

/** Nothing honest posts more to this version: names, reasons, an address. */
const formBytesMax = '100kb';
/** Assets carry their version in their path: they may be kept for ever. */
const assetMaxAge = '365d';

/** What every answer wears: a strict policy, assets, cookies. Nothing inline, nothing from elsewhere. */
export function dressWeb(app: NestExpressApplication, config: Config): void {
  const https = config.publicUrl.startsWith('https:');
  // What counts visitors and what proves where one signed must not name the proxy; and anybody may write such a header.
  app.set('trust proxy', config.trustedProxies);
  app.use(
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: ["'self'"], imgSrc: ["'self'", 'data:'], objectSrc: ["'none'"], frameSrc: ["'self'"], baseUri: ["'none'"], formAction: ["'self'"], frameAncestors: ["'self'"],
          ...(https && { upgradeInsecureRequests: [] }),
        },
      },
      // Personal links travel in addresses: no other site may learn them.
      referrerPolicy: { policy: 'same-origin' },
      strictTransportSecurity: https && { maxAge: 31_536_000 },
    }),
  );
  // An event stream must not wait for its compressor's buffer to fill.
  app.use(compression({ filter: (req, res) => !/event-stream/.test(String(res.getHeader('Content-Type'))) && compression.filter(req, res) }));
  for (const { mount, dir } of staticFolders) app.use(mount, express.static(dir, { immutable: true, maxAge: assetMaxAge, index: false, dotfiles: 'ignore' }));
  app.use(cookieParser());
  app.useBodyParser('urlencoded', { extended: false, limit: formBytesMax });
  app.use((req: express.Request, _res: express.Response, next: express.NextFunction) => next(holdsNul(req) ? new BadRequestException('U+0000 is no text') : undefined));
  app.use((_req: express.Request, res: express.Response, next: express.NextFunction) => {
    res.setHeader('Cache-Control', 'private, no-store');
    next();
  });
  app.disable('x-powered-by');
}

/** No keyboard types U+0000 and PostgreSQL keeps none: whoever sends it looks for a fault, and gets an answer rather than a line of our log. */
function holdsNul({ originalUrl, body }: express.Request): boolean {
  return originalUrl.includes('%00') || Object.values((body ?? {}) as Record<string, unknown>).some((given) => String(given).includes('\u0000'));
}
