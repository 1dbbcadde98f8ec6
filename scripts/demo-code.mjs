import { build, checkNode, install, orSayWhy, ROOT } from './lib/prepare.mjs'

await orSayWhy(async () => {
  checkNode()
  process.chdir(ROOT)
  install()
  build()
  const { main } = await import('../dist/bin/demo-code.js')
  return main()
})
process.exit()
