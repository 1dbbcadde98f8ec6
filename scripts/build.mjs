import { build, checkNode, install, orSayWhy } from './lib/prepare.mjs'

await orSayWhy(() => {
  checkNode()
  install()
  build()
  return 0
})
