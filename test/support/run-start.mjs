// npm start without its install and build, with stand-ins for the three processes: node run-start.mjs FOLDER
const { main } = await import('../../dist/bin/start.js')
const scripts = Object.fromEntries(['bot', 'console', 'worker'].map((name) => [name, `${process.argv[2]}/${name}.mjs`]))
process.exit(await main([], scripts))
