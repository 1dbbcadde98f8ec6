import type { ConsoleDeps } from './ports.js'

/** The one-time password on disk is of no use once a lead has a password. A disk that refuses keeps nobody out. */
export async function forgetFirstRun({ firstSignIn, log }: ConsoleDeps): Promise<void> {
  try {
    await firstSignIn?.()
  } catch (error) {
    log.warn('the first-run file is still there', { error })
  }
}
