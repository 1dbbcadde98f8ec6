import type { Officer } from '../domain/officers.js'
import type { Unlocked } from './ports.js'

/** A signed-in officer, for the length of a request. */
export interface Actor {
  readonly officerId: string
  readonly name: string
  readonly login: string
  readonly role: Officer['role']
  readonly unlocked: Unlocked
}
