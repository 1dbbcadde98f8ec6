import { build, checkNode, orSayWhy } from './lib/prepare.mjs'

// Also what npm ci runs at its end ("prepare"): so it must not install.
await orSayWhy(() => {
  checkNode()
  build()
  return 0
})
