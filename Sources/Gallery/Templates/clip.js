// The page of one clip: its animation, the cursor in the plots, and commands to copy.
(() => {
  'use strict'
  const $ = (id) => document.getElementById(id)

  for (const button of document.querySelectorAll('.copy')) {
    button.hidden = false
    button.addEventListener('click', async () => {
      const code = button.previousElementSibling
      let done = false
      try {
        await navigator.clipboard.writeText(code.textContent)
        done = true
      } catch {
        // Pages from a disk may not always use the clipboard: the words are selected, and copied the old way where that works.
        const range = document.createRange()
        range.selectNodeContents(code)
        const selection = getSelection()
        selection.removeAllRanges()
        selection.addRange(range)
        try { done = document.execCommand('copy') } catch {}
      }
      button.textContent = done ? 'Copied' : 'Selected'
      setTimeout(() => { button.textContent = 'Copy' }, 1500)
    })
  }

  // Back to the index as it was left, with its search and place.
  $('back').addEventListener('click', (event) => {
    if (document.referrer.split('#')[0].endsWith('/index.html') && history.length > 1) {
      event.preventDefault()
      history.back()
    }
  })

  const figure = $('figure')
  if (!figure) return
  const data = figure.dataset
  const frames = +data.frames, rate = +data.rate, columns = Math.min(+data.columns, frames), rows = Math.ceil(frames / columns)
  const start = +data.start, duration = +data.duration
  const toggle = $('toggle'), seek = $('seek'), clock = $('clock'), timed = $('timed')
  let frame = 0, playing = false, since = 0, from = 0

  function show(number) {
    frame = number
    const x = frame % columns, y = Math.floor(frame / columns)
    figure.style.backgroundPosition = `${columns > 1 ? x / (columns - 1) * 100 : 0}% ${rows > 1 ? y / (rows - 1) * 100 : 0}%`
    const time = start + frame / rate
    seek.value = frames > 1 ? frame / (frames - 1) : 0
    clock.textContent = `${time.toFixed(2)} s`
    seek.setAttribute('aria-valuetext', `${time.toFixed(2)} seconds`)
    if (timed) timed.style.setProperty('--t', Math.min(time / duration, 1))
  }

  function step(now) {
    if (!playing) return
    const next = (from + Math.floor((now - since) / 1000 * rate)) % frames
    if (next !== frame) show(next)
    requestAnimationFrame(step)
  }

  function play(on) {
    playing = on && frames > 1
    toggle.textContent = playing ? 'Pause' : 'Play'
    toggle.setAttribute('aria-pressed', playing)
    if (playing) {
      from = frame
      since = performance.now()
      requestAnimationFrame(step)
    }
  }

  const sheet = new Image()
  sheet.onload = () => {
    figure.style.backgroundImage = `url("${sheet.src}")`
    figure.style.backgroundSize = `${columns * 100}% ${rows * 100}%`
    figure.classList.add('ready')
    show(0)
    if (!matchMedia('(prefers-reduced-motion: reduce)').matches) play(true)
  }
  sheet.src = data.sheet
  toggle.addEventListener('click', () => play(!playing))
  figure.addEventListener('click', () => play(!playing))
  seek.addEventListener('input', () => {
    play(false)
    show(Math.round(seek.value * (frames - 1)))
  })
  addEventListener('keydown', (event) => {
    if (event.target.closest('input, button, a, select') || event.ctrlKey || event.metaKey || event.altKey) return
    const way = { ArrowLeft: -1, ArrowRight: 1, ',': -1, '.': 1 }[event.key]
    if (way) {
      play(false)
      show((frame + way + frames) % frames)
    } else if (event.key === ' ') {
      play(!playing)
    } else return
    event.preventDefault()
  })
})()
