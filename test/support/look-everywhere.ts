import { appendFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Redis } from 'ioredis'
import { connect } from '../../src/store/redis.js'
import { readSecrets } from '../../src/supervisor/secrets.js'
import { everythingBelow, everythingIn, type Found } from './leaks.js'
import type { Product } from './product.js'

/** Looks at everything that a running product has written anywhere: both Redis, every file, the log. */
export async function createLookout(product: Product) {
  const { admin } = await readSecrets(product.dataDir)
  const redis = connect(admin.REDIS_URL ?? '') as Redis
  const volatile = await readerOf(product, 'redis-volatile', admin.REDIS_VOLATILE_URL ?? '')
  /** Everything there was to find, at each moment we looked. */
  const seen: Found[] = []
  return {
    redis,
    seen,
    async look(moment: string): Promise<void> {
      seen.push(
        ...(await everythingIn(redis, `${moment}: durable`)),
        ...(await everythingIn(volatile, `${moment}: volatile`)),
        ...(await everythingBelow(product.dataDir)),
        { where: `${moment}: log`, bytes: Buffer.from(product.output()) },
      )
    },
    close() {
      redis.disconnect()
      volatile.disconnect()
    },
  }
}

/** The product's own accounts cannot read everything in the volatile Redis; whoever owns the machine can. */
async function readerOf(product: Product, folder: string, adminUrl: string): Promise<Redis> {
  await appendFile(join(product.dataDir, folder, 'users.acl'), 'user reader on >reader ~* +@all\n')
  const admin = connect(adminUrl)
  await admin.call('ACL', 'LOAD')
  admin.disconnect()
  return connect(adminUrl.replace(/user=.*$/, 'user=reader&password=reader')) as Redis
}
