/** Enough of a case's random id for two officers to be sure that they speak of the same one. */
export function shortId(caseId: string): string {
  return `${caseId.slice(0, 4)}-${caseId.slice(4, 8)}`.toUpperCase()
}
