// The index: searching, filtering, sorting, and only as many cards as are in view.
(() => {
  'use strict'
  const $ = (id) => document.getElementById(id)
  const ID = 0, NAME = 1, LABEL = 2, SET = 3, SUBJECT = 4, FOLDER = 5, SECONDS = 6, RATE = 7, FRAMES = 8, TOPICS = 9, PROBLEMS = 10, SHEET = 11, SHEETRATE = 12, WORDS = 13, FAILURE = 14
  const calm = matchMedia('(prefers-reduced-motion: reduce)')
  const main = $('clips')
  let data, units, texts, shown = [], columns = 1, pitch = 1, cardHeight = 1, cardWidth = 1
  const nodes = new Map()
  const controls = { q: $('search'), set: $('set'), label: $('topic'), problem: $('problem'), from: $('from'), to: $('to'), sort: $('sort') }
  const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' })

  const element = (tag, type, text) => {
    const node = document.createElement(tag)
    if (type) node.className = type
    if (text !== undefined) node.textContent = text
    return node
  }
  const brief = (number, digits = 1) => String(+number.toFixed(digits))
  const plural = (count, word) => `${count.toLocaleString('en')} ${word}${count === 1 ? '' : 's'}`

  // ---- sprites ----
  // All that play keep the same time, so that clips side by side stay in step.
  const playing = new Map()
  let ticking = false

  function begin(node, clip) {
    if (playing.has(node) || clip[FAILURE] || clip[SHEET] < 2) return
    const state = { node, clip, frame: -1, ready: false, since: 0 }
    playing.set(node, state)
    const sheet = new Image()
    sheet.onload = () => {
      if (playing.get(node) !== state) return
      const across = Math.min(data.columns, clip[SHEET])
      node.style.backgroundImage = `url("media/${clip[ID]}.png")`
      node.style.backgroundSize = `${across * data.width}px ${Math.ceil(clip[SHEET] / across) * data.height}px`
      state.ready = true
      // The whole group begins when the last of it is there.
      if (![...playing.values()].some((other) => !other.ready)) for (const other of playing.values()) if (!other.since) other.since = performance.now()
      if (!ticking) { ticking = true; requestAnimationFrame(tick) }
      place(state, clip[SHEET] >> 1)
    }
    sheet.onerror = () => { if (playing.get(node) === state) playing.delete(node) }
    sheet.src = `media/${clip[ID]}.png`
  }

  function place(state, frame) {
    if (frame === state.frame) return
    state.frame = frame
    const across = Math.min(data.columns, state.clip[SHEET])
    state.node.style.backgroundPosition = `${-(frame % across) * data.width}px ${-Math.floor(frame / across) * data.height}px`
    state.node.dataset.frame = frame
  }

  function tick(now) {
    if (!playing.size) { ticking = false; return }
    for (const state of playing.values()) {
      if (!state.ready) continue
      if (!state.since) continue
      // From the still on, so that nothing jumps; side by side from the beginning.
      const first = data.rows ? 0 : state.clip[SHEET] >> 1
      place(state, (first + Math.floor(Math.max(0, now - state.since) / 1000 * state.clip[SHEETRATE])) % state.clip[SHEET])
    }
    requestAnimationFrame(tick)
  }

  function end(node, clip) {
    playing.delete(node)
    delete node.dataset.frame
    rest(node, clip)
  }

  function rest(node, clip) {
    node.style.backgroundImage = `url("media/${clip[ID]}.still.png")`
    node.style.backgroundSize = `${data.width}px ${data.height}px`
    node.style.backgroundPosition = '0 0'
  }

  const allPlay = () => $('play').checked

  // ---- cards ----
  function tile(clip) {
    const box = element('span', 'tile')
    if (clip[FAILURE]) {
      box.append(element('span', 'warn', 'cannot be read'), element('span', 'why', clip[FAILURE]))
      return { box }
    }
    const sprite = element('span', 'sprite')
    box.append(sprite, element('span', 'len', `${brief(clip[SECONDS])} s`))
    if (clip[PROBLEMS].length) box.append(element('span', 'warn', clip[PROBLEMS].map((p) => data.problems[p][1]).join(', ')))
    rest(sprite, clip)
    return { box, sprite }
  }

  function about(clip) {
    if (clip[FAILURE]) return data.sets[clip[SET]]
    const owner = data.subjects[clip[SUBJECT]]
    return `${data.sets[clip[SET]]}${owner && owner !== data.sets[clip[SET]] ? ' / ' + owner : ''} · ${brief(clip[RATE], 2)} fps`
  }

  function link(type, clip, withLabel) {
    const node = element('a', type)
    node.href = `clips/${clip[ID]}.html`
    const { box, sprite } = tile(clip)
    const words = element('span', 'words')
    if (withLabel) words.append(element('b', '', clip[LABEL] || clip[NAME]))
    const line = element('small', '', about(clip))
    line.title = line.textContent
    words.append(line)
    if (withLabel) words.append(element('small', '', clip[LABEL] ? clip[NAME] : `${clip[FRAMES].toLocaleString('en')} frames`))
    if (withLabel) words.firstChild.title = clip[LABEL] || clip[NAME]
    node.append(box, words)
    const faults = clip[PROBLEMS].map((p) => data.problems[p][1]).join(', ')
    node.setAttribute('aria-label', `${clip[LABEL] || clip[NAME]}, ${clip[FAILURE] ? 'cannot be read' : brief(clip[SECONDS]) + ' seconds'}, ${about(clip)}${faults && !clip[FAILURE] ? ', problems: ' + faults : ''}`)
    return { node, sprite }
  }

  function build(unit) {
    if (!data.rows) {
      const clip = data.clips[unit]
      const { node, sprite } = link('card', clip, true)
      if (sprite) {
        const start = () => { if (!calm.matches || allPlay()) begin(sprite, clip) }
        const stop = () => { if (!allPlay() && !node.matches(':hover') && document.activeElement !== node) end(sprite, clip) }
        node.addEventListener('pointerenter', start)
        node.addEventListener('pointerleave', stop)
        node.addEventListener('focus', start)
        node.addEventListener('blur', stop)
      }
      return { node, sprites: sprite ? [[sprite, clip]] : [] }
    }
    const [title, cells] = data.rows[unit]
    const node = element('section', 'row')
    node.append(element('h2', '', title))
    const line = element('div', 'cells')
    const sprites = []
    cells.forEach((number, folder) => {
      if (number === null) {
        line.append(element('span', 'cell none', `none in ${data.folders[folder]}`))
        return
      }
      const { node: cell, sprite } = link('cell', data.clips[number], false)
      cell.querySelector('small').textContent = `${data.folders[folder]} · ${data.clips[number][NAME]}`
      if (sprite) sprites.push([sprite, data.clips[number]])
      line.append(cell)
    })
    node.append(line)
    const start = () => { if (!calm.matches || allPlay()) for (const [sprite, clip] of sprites) begin(sprite, clip) }
    const stop = () => { if (!allPlay() && !node.matches(':hover') && !node.contains(document.activeElement)) for (const [sprite, clip] of sprites) end(sprite, clip) }
    line.addEventListener('pointerenter', start)
    line.addEventListener('pointerleave', () => setTimeout(stop))
    node.addEventListener('focusin', start)
    node.addEventListener('focusout', () => setTimeout(stop))
    return { node, sprites }
  }

  function layout() {
    const width = main.clientWidth
    const gap = parseFloat(getComputedStyle(document.documentElement).getPropertyValue('--gap')) || 14
    if (data.rows) {
      columns = 1
      cardWidth = width
      cardHeight = data.height + 8 + 30 + 28 + 18
      pitch = cardHeight + 10
    } else {
      const least = Math.max(data.width, 140) + 2
      columns = Math.max(1, Math.floor((width + gap) / (least + gap)))
      cardWidth = (width - gap * (columns - 1)) / columns
      cardHeight = data.height + 8 + 94
      pitch = cardHeight + gap
    }
    main.style.height = `${Math.ceil(shown.length / columns) * pitch + 24}px`
    layout.gap = gap
  }

  // Cards are kept by what they show, so that those that stay are not made again.
  function draw() {
    if (!data) return
    const top = scrollY - main.offsetTop
    const first = Math.max(0, Math.floor((top - 300) / pitch)) * columns
    const last = Math.min(shown.length, Math.ceil((top + innerHeight + 300) / pitch) * columns)
    const inView = new Set(shown.slice(first, last))
    const focused = document.activeElement
    for (const [unit, entry] of nodes) {
      if (inView.has(unit) || (entry.node.contains(focused) && shown.includes(unit))) continue
      for (const [sprite] of entry.sprites) playing.delete(sprite)
      entry.node.remove()
      nodes.delete(unit)
    }
    // In the order of the page, so that the Tab key goes on where one expects.
    let after = null
    for (let index = last - 1; index >= first; index--) {
      const unit = shown[index]
      let entry = nodes.get(unit)
      if (!entry) {
        entry = build(unit)
        nodes.set(unit, entry)
        main.insertBefore(entry.node, after)
        if (allPlay()) for (const [sprite, clip] of entry.sprites) begin(sprite, clip)
      } else if (entry.node.nextSibling !== after && !entry.node.contains(focused)) {
        main.insertBefore(entry.node, after)
      }
      const style = entry.node.style
      style.transform = `translate(${(index % columns) * (cardWidth + layout.gap)}px, ${Math.floor(index / columns) * pitch + 14}px)`
      if (!data.rows) { style.width = `${cardWidth}px`; style.height = `${cardHeight}px` }
      after = entry.node
    }
  }

  let waiting = false
  const later = () => {
    if (waiting) return
    waiting = true
    requestAnimationFrame(() => { waiting = false; draw() })
  }

  // ---- what is wanted ----
  function wanted() {
    const wishes = {}
    for (const [name, control] of Object.entries(controls)) if (control.value.trim()) wishes[name] = control.value.trim()
    return wishes
  }

  const clipsOf = (unit) => data.rows ? data.rows[unit][1].filter((n) => n !== null) : [unit]
  const fold = (text) => /[^\x00-\x7f]/.test(text) ? text.toLowerCase().normalize('NFKD').replace(/[\u0300-\u036f]/g, '') : text.toLowerCase()

  // What clips are found by: made when the first cards are there, or at the latest when somebody searches.
  function prepare() {
    texts ||= data.clips.map((clip) => fold([clip[LABEL], clip[NAME], data.sets[clip[SET]], data.subjects[clip[SUBJECT]], clip[WORDS], ...clip[TOPICS].map((t) => data.topics[t]), clip[FAILURE] || ''].join('\n')))
  }

  function apply(keepsPlace) {
    const started = performance.now()
    const wish = wanted()
    const terms = wish.q ? fold(wish.q).split(/\s+/) : []
    if (terms.length) prepare()
    const from = wish.from ? +wish.from : -Infinity, to = wish.to ? +wish.to : Infinity
    const fits = (number) => {
      const clip = data.clips[number]
      if (wish.set !== undefined && clip[SET] !== +wish.set) return false
      if (wish.label !== undefined && !clip[TOPICS].includes(+wish.label)) return false
      if (wish.problem === 'none' && clip[PROBLEMS].length) return false
      if (wish.problem === 'any' && !clip[PROBLEMS].length) return false
      if (/^\d+$/.test(wish.problem || '') && !clip[PROBLEMS].includes(+wish.problem)) return false
      if (clip[SECONDS] < from || clip[SECONDS] > to) return false
      for (const term of terms) if (!texts[number].includes(term)) return false
      return true
    }
    shown = []
    for (let unit = 0; unit < units; unit++) if (data.rows ? clipsOf(unit).some(fits) : fits(unit)) shown.push(unit)
    const first = (unit) => data.clips[clipsOf(unit)[0]]
    const orders = {
      label: (a, b) => collator.compare(first(a)[LABEL] || first(a)[NAME], first(b)[LABEL] || first(b)[NAME]),
      name: (a, b) => collator.compare(first(a)[NAME], first(b)[NAME]),
      longest: (a, b) => first(b)[SECONDS] - first(a)[SECONDS],
      shortest: (a, b) => first(a)[SECONDS] - first(b)[SECONDS],
      rate: (a, b) => first(b)[RATE] - first(a)[RATE],
      problems: (a, b) => first(b)[PROBLEMS].length - first(a)[PROBLEMS].length,
    }
    if (orders[wish.sort]) shown.sort((a, b) => orders[wish.sort](a, b) || a - b)
    layout()
    if (!keepsPlace && scrollY > main.offsetTop) scrollTo(0, Math.max(0, main.offsetTop - document.querySelector('.top').offsetHeight))
    draw()
    const noun = data.rows ? 'row' : 'clip'
    const isAll = shown.length === units
    $('found').textContent = isAll ? plural(units, noun) : `${shown.length.toLocaleString('en')} of ${plural(units, noun)}`
    $('nothing').hidden = shown.length > 0
    $('reset').hidden = Object.keys(wish).length === 0
    remember(wish)
    document.documentElement.dataset.search = (performance.now() - started).toFixed(1)
  }

  // The address keeps what is looked for, so that one comes back to it, and can hand it on.
  function remember(wish) {
    const words = { ...wish }
    if (words.set !== undefined) words.set = data.sets[words.set]
    if (words.label !== undefined) words.label = data.topics[words.label]
    if (/^\d+$/.test(words.problem || '')) words.problem = data.problems[words.problem][0]
    const hash = new URLSearchParams(words).toString()
    if (hash === location.hash.slice(1)) return
    try { history.replaceState(null, '', hash ? '#' + hash : location.pathname) } catch { /* some browsers forbid it for files */ }
  }

  function recall() {
    const words = new URLSearchParams(location.hash.slice(1))
    for (const [name, control] of Object.entries(controls)) {
      let value = words.get(name) || ''
      if (value && name === 'set') value = String(data.sets.indexOf(value))
      if (value && name === 'label') value = String(data.topics.indexOf(value))
      if (value && name === 'problem' && value !== 'none' && value !== 'any') value = String(data.problems.findIndex((p) => p[0] === value))
      if (value === '-1') value = ''
      if (name === 'label' && value && ![...control.options].some((o) => o.value === value)) control.append(new Option(data.topics[value], value))
      control.value = value
    }
  }

  // ---- filters ----
  function options(select, first, entries) {
    select.replaceChildren(new Option(first, ''), ...entries.map(([text, value, count]) => new Option(count === undefined ? text : `${text} (${count.toLocaleString('en')})`, value)))
    select.disabled = entries.length < 1
  }

  function count(field, names) {
    const counts = new Array(names.length).fill(0)
    for (const clip of data.clips) for (const value of [clip[field]].flat()) counts[value]++
    return counts
  }

  function filters() {
    const sets = count(SET, data.sets), topics = count(TOPICS, data.topics), problems = count(PROBLEMS, data.problems)
    options(controls.set, 'all', data.sets.map((name, i) => [name, i, sets[i]]).sort((a, b) => collator.compare(a[0], b[0])))
    // The commonest; all others are found by searching.
    const common = data.topics.map((name, i) => [name.length > 60 ? name.slice(0, 59) + '…' : name, i, topics[i]]).sort((a, b) => b[2] - a[2] || a[1] - b[1]).slice(0, 300)
    options(controls.label, 'all', common)
    const faulty = data.clips.reduce((sum, clip) => sum + (clip[PROBLEMS].length > 0), 0)
    options(controls.problem, 'with and without', [['none', 'none', data.clips.length - faulty], ['any', 'any', faulty],
      ...data.problems.map(([, title], i) => [title, i, problems[i]])])
  }

  // ---- keyboard ----
  function move(event) {
    const card = event.target.closest && event.target.closest('.card')
    if (!card || event.ctrlKey || event.metaKey || event.altKey) return
    let index = shown.indexOf([...nodes].find(([, entry]) => entry.node === card)[0])
    const page = Math.max(1, Math.floor(innerHeight / pitch) - 1) * columns
    const way = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns, PageUp: -page, PageDown: page, Home: -shown.length, End: shown.length }[event.key]
    if (way === undefined) return
    event.preventDefault()
    index = Math.min(shown.length - 1, Math.max(0, index + way))
    const bar = document.querySelector('.top'), head = getComputedStyle(bar).position === 'sticky' ? bar.offsetHeight : 0
    const top = main.offsetTop + Math.floor(index / columns) * pitch
    if (top - head < scrollY) scrollTo(0, top - head)
    else if (top + pitch + 14 > scrollY + innerHeight) scrollTo(0, top + pitch + 14 - innerHeight)
    draw()
    nodes.get(shown[index]).node.focus({ preventScroll: true })
    later()
  }

  // ---- beginning ----
  window.gallery = (value) => {
    data = value
    units = data.rows ? data.rows.length : data.clips.length
    filters()
    recall()
    let timer
    for (const control of Object.values(controls)) control.addEventListener('input', () => {
      clearTimeout(timer)
      timer = setTimeout(apply, control.type === 'search' ? 30 : 0)
    })
    const reset = () => {
      for (const control of Object.values(controls)) control.value = ''
      apply()
      controls.q.focus()
    }
    $('reset').addEventListener('click', reset)
    $('again').addEventListener('click', reset)
    $('play').addEventListener('change', () => {
      for (const entry of nodes.values()) for (const [sprite, clip] of entry.sprites) allPlay() ? begin(sprite, clip) : end(sprite, clip)
    })
    addEventListener('keydown', (event) => {
      if (event.key === '/' && !event.target.closest('input, select, textarea')) {
        event.preventDefault()
        controls.q.focus()
        controls.q.select()
      } else if (event.key === 'Escape' && event.target === controls.q && controls.q.value) {
        controls.q.value = ''
        apply()
      } else move(event)
    })
    addEventListener('scroll', later, { passive: true })
    addEventListener('resize', () => { layout(); later() })
    addEventListener('hashchange', () => { recall(); apply() })
    apply(true)
    document.documentElement.dataset.ready = performance.now().toFixed(0)
    setTimeout(prepare, 60)
  }
})()
