import { Inject, Injectable, Module } from '@nestjs/common';
import type { DynamicModule, OnApplicationShutdown, Provider } from '@nestjs/common';
import { CLOCK, CONFIG } from '#libs/platform';
import type { Clock, Config } from '#libs/platform';
import { AttachController } from './attach.http.js';
import { Attachments } from './attachments.js';
import { Attempts } from './attempts.js';
import { BrowserCookies } from './browser-cookies.js';
import { Departures } from './departures.js';
import { Entrance } from './entrance.js';
import { FailureAnswers } from './failure-page.js';
import { IdentitiesController } from './identities.http.js';
import { PROCONNECT, ProConnectClient } from './proconnect.client.js';
import { ProConnectEffects } from './proconnect.effects.js';
import { ProConnectController } from './proconnect.http.js';
import { ProConnectHoldings } from './proconnect.holdings.js';
import { proConnectLinks } from './proconnect.links.js';

const client: Provider = {
  provide: PROCONNECT,
  inject: [CONFIG, CLOCK],
  useFactory: ({ proconnect, publicUrl, outboundProxy }: Config, clock: Clock) =>
    proconnect && new ProConnectClient({ ...proconnect, redirectUri: `${publicUrl}${proConnectLinks.back}`, afterLogoutUri: `${publicUrl}${proConnectLinks.left}`, proxyUrl: outboundProxy, now: () => clock.now() }),
};

/** Lets go of the connections to ProConnect with the rest. */
@Injectable()
class ConnectionEnd implements OnApplicationShutdown {
  constructor(@Inject(PROCONNECT) private readonly client: ProConnectClient | null) {}

  async onApplicationShutdown(): Promise<void> {
    await this.client?.close();
  }
}

/** Signing in by ProConnect, where it is configured. Imported before identity: « /connexion/proconnect » is no sign-in link. */
@Module({})
export class ProConnectModule {
  static forWeb(): DynamicModule {
    return { module: ProConnectModule, controllers: [ProConnectController, AttachController, IdentitiesController], providers: [client, ConnectionEnd, Attempts, Entrance, Attachments, Departures, BrowserCookies, FailureAnswers, ProConnectHoldings] };
  }

  static forWorker(): DynamicModule {
    return { module: ProConnectModule, providers: [ProConnectEffects] };
  }
}
