import { build, checkNode, install, Mendable, orSayWhy, ROOT } from './lib/prepare.mjs'

await orSayWhy(async () => {
  checkNode()
  if (process.platform === 'win32') throw new Mendable('Windows has no Redis: run this in WSL (wsl --install).')
  process.chdir(ROOT)
  install()
  build()
  const { main } = await import('../dist/bin/start.js')
  return main(process.argv.slice(2))
})
process.exit()
