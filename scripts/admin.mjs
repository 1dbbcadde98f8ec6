import { build, checkNode, install, orSayWhy, ROOT } from './lib/prepare.mjs'

await orSayWhy(async () => {
  checkNode()
  process.chdir(ROOT)
  install()
  build()
  const { main } = await import('../dist/bin/admin.js')
  return main(process.argv.slice(2))
})
process.exit()
