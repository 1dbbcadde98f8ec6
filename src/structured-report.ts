/**
 * The package's contract with foreign systems that read the moderation stream: field `report` of each entry is the JSON
 * of a {@link StructuredReport}; a system that the report was sealed to opens it with {@link openReport}.
 */
export { ReportContent, StructuredReport } from './domain/report.js'
export { isSignedBy, openReport } from './vault/report.js'
