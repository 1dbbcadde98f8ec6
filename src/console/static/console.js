// Small helps. Every page works without them.
import './sending.js'
import './queue.js'
import './case.js'
import './keys.js'
import './lock.js'

for (const button of document.querySelectorAll('[data-prints]')) {
  button.hidden = false
  button.addEventListener('click', () => print())
}
