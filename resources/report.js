"use strict";
// Links the pictures of a report under one cursor: pointing at a place, or focusing a picture and
// using the arrow keys, names the class there in every map. Without this the pictures stay as they
// are. Names only ever reach the page as text.
(function () {
  const PROMPT = "Point at a picture, or go to one with the Tab key and use the arrow keys, " +
    "to read the class at a place in every map.";
  const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const LEAP = 10;

  function element(tag, style, words) {
    const made = document.createElement(tag);
    if (style) { made.className = style; }
    if (words !== undefined) { made.textContent = words; }
    return made;
  }

  async function unpack(packed, size) {
    const bytes = Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
    const plain = new DataView(await new Response(stream).arrayBuffer());
    return (place) => (size === 1 ? plain.getUint8(place) : plain.getUint16(2 * place, true)) - 1;
  }

  function swatch(color) {
    const made = element("span", "swatch");
    made.style.background = color;
    return made;
  }

  // What one map shows at a place, and whether that is what the reference shows.
  function reading(data, layer, position, reference) {
    const [code, name, color] = position < 0 ? ["", "no class", ""] : data.classes[position];
    let verdict = "";
    if (layer < data.titles.length - 1 && position >= 0 && reference >= 0) {
      verdict = position === reference ? "= reference" : "\u2260 reference";
    }
    return { title: data.titles[layer], code: code, name: name, color: color, verdict: verdict };
  }

  function line(shown) {
    const made = element("div", "line");
    const value = element("dd");
    if (shown.color) { value.append(swatch(shown.color), element("span", "code", shown.code)); }
    value.append(element("span", "", shown.name));
    if (shown.verdict) { value.append(element("span", "verdict", shown.verdict)); }
    made.append(element("dt", "", shown.title), value);
    return made;
  }

  function spoken(shown) {
    return [shown.title + ":", shown.code, shown.name, shown.verdict].filter(String).join(" ");
  }

  async function start(box) {
    const data = JSON.parse(box.querySelector("script.map-data").textContent);
    const layers = await Promise.all(data.layers.map((one) => unpack(one, data.bytes)));
    const views = Array.from(box.querySelectorAll(".view"));
    const readout = element("dl", "readout");
    const prompt = element("p", "readout", PROMPT);
    const said = element("p", "aside");
    said.setAttribute("aria-live", "polite");
    const crosses = views.map(function (view) {
      const pair = [element("i", "across"), element("i", "down")];
      view.append(...pair);
      return pair;
    });
    const panel = element("div", "panel");
    panel.append(prompt, readout, said);
    box.querySelector(".pictures").after(panel);
    readout.hidden = true;
    let col = Math.floor(data.width / 2);
    let row = Math.floor(data.height / 2);

    function show(aloud) {
      const positions = layers.map((at) => at(row * data.width + col));
      const last = positions[positions.length - 1];
      const found = positions.map((position, layer) => reading(data, layer, position, last));
      readout.replaceChildren(...found.map(line));
      readout.hidden = false;
      prompt.hidden = true;
      box.classList.add("pointing");
      crosses.forEach(function ([across, down]) {
        across.style.top = 100 * (row + 0.5) / data.height + "%";
        down.style.left = 100 * (col + 0.5) / data.width + "%";
      });
      said.textContent = aloud ? found.map(spoken).join("; ") : "";
    }

    function follow(event) {
      const frame = event.currentTarget.getBoundingClientRect();
      const x = Math.floor((event.clientX - frame.left) / frame.width * data.width);
      const y = Math.floor((event.clientY - frame.top) / frame.height * data.height);
      col = Math.min(Math.max(x, 0), data.width - 1);
      row = Math.min(Math.max(y, 0), data.height - 1);
      show(false);
    }

    function press(event) {
      const step = STEPS[event.key];
      if (!step || event.ctrlKey || event.altKey || event.metaKey) { return; }
      event.preventDefault();
      const length = event.shiftKey ? LEAP : 1;
      col = Math.min(Math.max(col + step[0] * length, 0), data.width - 1);
      row = Math.min(Math.max(row + step[1] * length, 0), data.height - 1);
      show(true);
    }

    views.forEach(function (view) {
      const title = view.querySelector("img").alt;
      view.tabIndex = 0;
      view.setAttribute("role", "application");
      view.setAttribute("aria-label", title + ": arrow keys move the cursor, with Shift by " + LEAP);
      view.addEventListener("pointermove", follow);
      view.addEventListener("pointerdown", follow);
      view.addEventListener("keydown", press);
      view.addEventListener("focus", function () {
        if (view.matches(":focus-visible")) { show(true); }
      });
    });
    box.classList.add("linked");
  }

  document.querySelectorAll(".maps").forEach(function (box) {
    start(box).catch(function () { box.classList.remove("linked"); });
  });
})();
