/** What a receipt shows of a case: officers' words, and that the citizen's own arrived. */
export const MESSAGE_KINDS = [
  ...(['question', 'reply', 'closing', 'unreadable'] as const),
  ...(['own-answer', 'own-addition', 'own-dispute', 'own-withdrawal', 'own-withdrawal-back'] as const),
] as const
