import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** In the form of the PATH variable. */
export type SearchPath = string

export function findOnPath(name: string, path: SearchPath = process.env.PATH ?? ''): string | undefined {
  return path
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, name))
    .find(isExecutable)
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return statSync(file).isFile()
  } catch {
    return false
  }
}
