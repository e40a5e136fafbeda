"use strict";
// Links the pictures of a report under one cursor: pointing at a place, or focusing a picture and
// using the arrow keys, names the class there in every map, and at a labelled point the
// reference's. Without this the pictures stay as they are. Names only ever reach the page as text.
(function () {
  const PROMPT = "Point at a picture, or go to one with the Tab key and use the arrow keys, " +
    "to read the class at a place in every map.";
  const MARKS = " N and P go from labelled point to labelled point.";
  const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const LEAP = 10;

  function element(tag, style, words) {
    const made = document.createElement(tag);
    if (style) { made.className = style; }
    if (words !== undefined) { made.textContent = words; }
    return made;
  }

  // A map's name, which may be that of a file, with the places where a line of it may end.
  function named(tag, name) {
    const made = element(tag);
    for (const piece of name.match(/[^_.\-/]*[_.\-/]+|[^_.\-/]+/g) || []) {
      made.append(piece, document.createElement("wbr"));
    }
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
    if (reference >= 0 && position >= 0) {
      verdict = position === reference ? "= reference" : "\u2260 reference";
    }
    return { title: data.titles[layer], code: code, name: name, color: color, verdict: verdict };
  }

  // What every map and the reference show at a place; the reference is the last of the layers or,
  // where points are labelled, what the nearest of them says if it is under the cursor.
  function readings(data, positions, mark) {
    if (!data.points) {
      const last = positions.length - 1;
      return positions.map((one, layer) => reading(data, layer, one, layer < last ? positions[last] : -1));
    }
    const label = mark < 0 ? -1 : data.points.reference[mark];
    const found = positions.map(function (one, layer) {
      return reading(data, layer, mark < 0 ? one : data.points.maps[layer][mark], label);
    });
    const told = { title: "Reference", code: "", name: "no point here", color: "", verdict: "" };
    if (mark >= 0) { [told.code, told.name, told.color] = data.classes[label]; }
    return [...found, told];
  }

  // The labelled point nearest to a place, in pixels of the pictures; -1 = none within reach.
  function nearest(points, x, y) {
    let best = -1;
    let least = points ? points.reach * points.reach : 0;
    for (let at = 0; points && at < points.x.length; at += 1) {
      const far = (points.x[at] - x) ** 2 + (points.y[at] - y) ** 2;
      if (far <= least) { [best, least] = [at, far]; }
    }
    return best;
  }

  function line(shown) {
    const made = element("div", "line");
    const value = element("dd");
    if (shown.color) { value.append(swatch(shown.color), element("span", "code", shown.code)); }
    value.append(element("span", "", shown.name));
    if (shown.verdict) { value.append(element("span", "verdict", shown.verdict)); }
    made.append(named("dt", shown.title), value);
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
    const prompt = element("p", "readout", PROMPT + (data.points ? MARKS : ""));
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
    let mark = -1;
    let visited = -1;

    function show(aloud) {
      const positions = layers.map((at) => at(row * data.width + col));
      const found = readings(data, positions, mark);
      if (mark >= 0) { visited = mark; }
      const x = mark < 0 ? col + 0.5 : data.points.x[mark];
      const y = mark < 0 ? row + 0.5 : data.points.y[mark];
      readout.replaceChildren(...found.map(line));
      readout.hidden = false;
      prompt.hidden = true;
      box.classList.add("pointing");
      crosses.forEach(function ([across, down]) {
        across.style.top = 100 * y / data.height + "%";
        down.style.left = 100 * x / data.width + "%";
      });
      said.textContent = aloud ? found.map(spoken).join("; ") : "";
    }

    function go(x, y) {
      col = Math.min(Math.max(Math.floor(x), 0), data.width - 1);
      row = Math.min(Math.max(Math.floor(y), 0), data.height - 1);
    }

    function follow(event) {
      const frame = event.currentTarget.getBoundingClientRect();
      const x = (event.clientX - frame.left) / frame.width * data.width;
      const y = (event.clientY - frame.top) / frame.height * data.height;
      go(x, y);
      mark = nearest(data.points, x, y);
      show(false);
    }

    function press(event) {
      if (event.ctrlKey || event.altKey || event.metaKey) { return; }
      const step = STEPS[event.key];
      const turn = { n: 1, p: -1 }[event.key.toLowerCase()];
      if (step) {
        const length = event.shiftKey ? LEAP : 1;
        go(col + step[0] * length, row + step[1] * length);
        mark = nearest(data.points, col + 0.5, row + 0.5);
      } else if (turn && data.points) {
        const number = data.points.x.length;
        mark = visited < 0 && turn < 0 ? number - 1 : (visited + turn + number) % number;
        go(data.points.x[mark], data.points.y[mark]);
      } else {
        return;
      }
      event.preventDefault();
      show(true);
    }

    views.forEach(function (view) {
      const title = view.querySelector("img").alt;
      view.tabIndex = 0;
      view.setAttribute("role", "application");
      view.setAttribute("aria-label", title + ": arrow keys move the cursor, with Shift by " + LEAP +
        (data.points ? "." + MARKS : ""));
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
