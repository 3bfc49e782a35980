import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { IdentityEffects } from './identity.effects.js';
import { HomeController, SignInController } from './identity.http.js';
import { SignIn } from './sign-in.js';
import { ClerkGuard, VisitorMiddleware } from './visitor.js';

@Module({})
export class IdentityModule {
  static forWeb(): DynamicModule {
    return { module: IdentityModule, controllers: [HomeController, SignInController], providers: [SignIn, ClerkGuard, VisitorMiddleware], exports: [ClerkGuard, VisitorMiddleware] };
  }

  static forWorker(): DynamicModule {
    return { module: IdentityModule, providers: [SignIn, IdentityEffects] };
  }
}
