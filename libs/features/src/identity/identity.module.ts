import { Global, Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { IdentityEffects } from './identity.effects.js';
import { HomeController } from './home.http.js';
import { SignInController } from './identity.http.js';
import { IdentityHoldings } from './identity.holdings.js';
import { Sessions } from './sessions.js';
import { SignIn } from './sign-in.js';
import { VisitorMiddleware } from './visitor.js';

/** Who comes in, and under which role: sessions and sign-in links are everybody's. */
@Global()
@Module({})
export class IdentityModule {
  static forWeb(): DynamicModule {
    return { module: IdentityModule, controllers: [HomeController, SignInController], providers: [SignIn, Sessions, VisitorMiddleware, IdentityHoldings], exports: [SignIn, Sessions, VisitorMiddleware] };
  }

  static forWorker(): DynamicModule {
    return { module: IdentityModule, providers: [SignIn, Sessions, IdentityEffects], exports: [SignIn, Sessions] };
  }

  static forCli(): DynamicModule {
    return { module: IdentityModule, providers: [SignIn, Sessions], exports: [SignIn, Sessions] };
  }
}
