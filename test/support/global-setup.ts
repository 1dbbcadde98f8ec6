import { spawnSync } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { TestProject } from 'vitest/node'
import { findRedisBinary, type RedisBinary } from '../../src/supervisor/redis-binary.js'

declare module 'vitest' {
  interface ProvidedContext {
    redisBinary: RedisBinary
  }
}

/** Finds the Redis server once, for all test files, and compiles what tests run as processes. */
export async function setup(project: TestProject): Promise<void> {
  project.provide('redisBinary', await redisBinary())
  // With a type error the old files are still there to run; npm run check is what tells.
  spawnSync(process.execPath, ['scripts/build.mjs'], { stdio: 'inherit' })
}

async function redisBinary(): Promise<RedisBinary> {
  const command = process.env.TEST_REDIS_BINARY
  if (command) return { command, env: {} }
  const dataDir = resolve('node_modules', '.cache', 'hom-thu-138')
  await mkdir(dataDir, { recursive: true })
  return findRedisBinary({ dataDir, say: (line) => process.stdout.write(`${line}\n`) })
}
