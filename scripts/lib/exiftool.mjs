import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { onPath } from './chromium.mjs'
import { Mendable, ROOT, run, say } from './prepare.mjs'

const PACKAGE = 'libimage-exiftool-perl'
const CACHE = join(ROOT, 'node_modules', '.cache', 'hom-thu-138', 'exiftool')

/**
 * The reader that shows files clean: one that is here, or Debian's. As root it is installed; without root it is unpacked
 * beside the packages, where only the tests find it.
 */
export function findExiftool() {
  const unpacked = join(CACHE, 'exiftool')
  const here = [process.env.EXIFTOOL, onPath(['exiftool']), unpacked].find((path) => path && works(path))
  if (here) return here
  if (onPath(['apt-get']) && onPath(['dpkg'])) {
    const got = isRoot() ? installed() : unpackedInto(unpacked)
    if (got && works(got)) return got
  }
  const sudo = isRoot() ? '' : 'sudo '
  const command = `${sudo}apt-get update && ${sudo}apt-get install -y --no-install-recommends ${PACKAGE}`
  throw new Mendable(`The tests of files need exiftool. Type: ${command} (or set EXIFTOOL to one).`)
}

function installed() {
  say(`Installing a reader of files for the tests: apt-get install -y --no-install-recommends ${PACKAGE}`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  run('apt-get', ['update', '-q'], env)
  run('apt-get', ['install', '-y', '-q', '--no-install-recommends', PACKAGE], env)
  return onPath(['exiftool'])
}

function unpackedInto(wrapper) {
  say(`Unpacking a reader of files for the tests: apt-get download ${PACKAGE}`)
  mkdirSync(CACHE, { recursive: true })
  if (!quiet('apt-get', ['download', '-q', PACKAGE])) return undefined
  const archive = readdirSync(CACHE).find((name) => name.endsWith('.deb'))
  if (!archive || !quiet('dpkg', ['-x', archive, '.'])) return undefined
  const lines = ['#!/bin/sh', `PERL5LIB='${CACHE}/usr/share/perl5' exec perl '${CACHE}/usr/bin/exiftool' "$@"`, '']
  writeFileSync(wrapper, lines.join('\n'))
  chmodSync(wrapper, 0o755)
  return wrapper
}

function quiet(command, args) {
  return spawnSync(command, args, { cwd: CACHE, stdio: 'ignore' }).status === 0
}

function works(path) {
  return existsSync(path) && spawnSync(path, ['-ver'], { stdio: 'ignore' }).status === 0
}

function isRoot() {
  return process.getuid?.() === 0
}
