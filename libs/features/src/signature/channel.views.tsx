import type { VNode } from 'preact';
import type { CodeChannel } from '#libs/domain';
import { errorOf, RadioGroup } from '#libs/ui';
import type { FieldError } from '#libs/ui';

/** Both ways of receiving a code, masked; none is offered to whoever has no mobile number on record. */
export type CodeWays = { maskedEmail: string; maskedMobile: string };

/** By which way the code should come. The number is the one on record: nobody types one here. */
export function ChannelChoice({ ways, channel = 'mail', errors = [] }: { ways: CodeWays; channel?: CodeChannel; errors?: readonly FieldError[] }): VNode {
  const choices = [{ value: 'mail', label: `Par courriel, à ${ways.maskedEmail}` }, { value: 'sms', label: `Par SMS, au ${ways.maskedMobile}` }];
  return <RadioGroup name="channel" legend="Comment recevoir le code" value={channel} choices={choices} error={errorOf(errors, 'channel')} />;
}
