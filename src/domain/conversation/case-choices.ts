import type { CaseView, ChannelTraits } from './types.js'

/** What may be done with a case now. The prompt draws exactly these. */
export function caseChoices(
  { state, question, withdrawsOn, disputable }: CaseView,
  { canPush }: Pick<ChannelTraits, 'canPush'>,
): string[] {
  const isOpen = state === 'open' || state === 'claimed'
  return [
    ...(question !== null ? ['answer'] : []),
    ...(isOpen ? ['add'] : []),
    ...(disputable ? ['dispute'] : []),
    ...(withdrawsOn ? ['keep'] : []),
    'refresh',
    // Nobody here can know whether there is an address: it is offered to all who may have left one.
    ...(isOpen && canPush ? ['no-notice'] : []),
    ...(isOpen && !withdrawsOn ? ['withdraw'] : []),
    'done',
  ]
}
