import type { CaseView } from './types.js'

/** What may be done with a case now. The prompt draws exactly these. */
export function caseChoices({ state, question, withdrawsOn, disputable }: CaseView): string[] {
  const isOpen = state === 'open' || state === 'claimed'
  return [
    ...(question !== null ? ['answer'] : []),
    ...(isOpen ? ['add'] : []),
    ...(disputable ? ['dispute'] : []),
    ...(withdrawsOn ? ['keep'] : []),
    'refresh',
    ...(isOpen && !withdrawsOn ? ['withdraw'] : []),
    'done',
  ]
}
