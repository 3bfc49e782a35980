import { Global, Module, RequestMethod } from '@nestjs/common';
import type { DynamicModule, MiddlewareConsumer, NestModule } from '@nestjs/common';
import express from 'express';
import { OCSP_REQUEST_BYTES_MAX } from '#libs/signing';
import { AuthorityKeeper } from './authority.js';
import { Certificates } from './certificates.js';
import { pkiPaths } from './keys.links.js';
import { PkiController } from './pki.http.js';
import { Revocations } from './revocations.js';
import { ServiceKeys } from './service-keys.js';

/** The service's key material: whoever signs or verifies asks `Certificates`. */
@Global()
@Module({ providers: [AuthorityKeeper, ServiceKeys, Revocations, Certificates], exports: [Certificates] })
export class KeysModule implements NestModule {
  /** With the addresses that certificates carry. */
  static forWeb(): DynamicModule {
    return { module: KeysModule, controllers: [PkiController] };
  }

  /** The one route that takes bytes: bounded, and for its own kind of content only. */
  configure(consumer: MiddlewareConsumer): void {
    consumer.apply(express.raw({ type: 'application/ocsp-request', limit: OCSP_REQUEST_BYTES_MAX })).forRoutes({ path: pkiPaths.ocsp, method: RequestMethod.POST });
  }
}
