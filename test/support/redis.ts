export async function freshRedis() { return { durable: { url: 'unix:/tmp/r/a/s' }, volatile: { url: 'unix:/tmp/r/b/s' }, stop: async () => undefined } }
