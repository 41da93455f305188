/* A photo from the side: two marks by tap or by key, the angle between them with its error. Nothing leaves the device unless kept. */
const LONGEST = 1280;
const QUALITY = 0.82;
const RADIUS = 15;

export function photo(form) {
  if (form.dataset.ready) return;
  form.dataset.ready = "yes";
  const canvas = form.querySelector("canvas");
  const said = form.querySelector("output");
  const marks = { ear: null, c7: null };
  let image = null;
  let now = "ear";

  form.querySelector("[type=file]").addEventListener("change", async (event) => {
    const file = event.target.files[0];
    if (!file) return;
    image = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONGEST / Math.max(image.width, image.height));
    canvas.width = Math.round(image.width * scale);
    canvas.height = Math.round(image.height * scale);
    marks.ear = marks.c7 = null;
    for (const part of form.querySelectorAll("[hidden]")) part.hidden = false;
    choose("ear");
    draw();
    await pack();
  });
  canvas.addEventListener("click", (event) => {
    if (!image) return;
    const box = canvas.getBoundingClientRect();
    marks[now] = [((event.clientX - box.x) / box.width) * canvas.width, ((event.clientY - box.y) / box.height) * canvas.height];
    if (now === "ear" && !marks.c7) choose("c7");
    draw();
  });
  canvas.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!image || !step) return;
    event.preventDefault();
    const far = event.shiftKey ? 20 : 2;
    const [x, y] = marks[now] ?? [canvas.width / 2, canvas.height / 2];
    marks[now] = [clamp(x + far * step[0], canvas.width), clamp(y + far * step[1], canvas.height)];
    draw();
  });
  for (const button of form.querySelectorAll("[data-mark]")) button.addEventListener("click", () => choose(button.dataset.mark));

  /* what is sent: numbers, and the picture drawn anew, so that nothing of the file's own notes goes along */
  const keep = form.querySelector("[name=keep]");
  keep.addEventListener("change", pack);
  async function pack() {
    form.querySelector("[name=photo]")?.remove();
    if (!keep.checked || !image) return;
    const blob = await new Promise((done) => clean().toBlob(done, "image/jpeg", QUALITY));
    const packed = new DataTransfer();
    packed.items.add(new File([blob], "photo.jpg", { type: "image/jpeg" }));
    const field = Object.assign(document.createElement("input"), { type: "file", name: "photo", hidden: true });
    field.files = packed.files;
    form.append(field);
  }
  function clean() {
    const copy = Object.assign(document.createElement("canvas"), { width: canvas.width, height: canvas.height });
    copy.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    return copy;
  }

  function choose(mark) {
    now = mark;
    for (const button of form.querySelectorAll("[data-mark]")) button.setAttribute("aria-pressed", String(button.dataset.mark === mark));
    if (!(marks.ear && marks.c7)) said.textContent = mark === "ear" ? form.dataset.ear : form.dataset.neck;
  }
  function draw() {
    const ink = canvas.getContext("2d");
    ink.drawImage(image, 0, 0, canvas.width, canvas.height);
    const shown = canvas.getBoundingClientRect().width || canvas.width;
    const unit = canvas.width / shown;
    if (marks.ear && marks.c7) {
      line(ink, marks.c7, marks.ear, unit, []);
      line(ink, marks.c7, [marks.ear[0], marks.c7[1]], unit, [8 * unit, 6 * unit]);
    }
    for (const [mark, at] of Object.entries(marks)) if (at) ring(ink, at, unit, mark === "ear" ? "1" : "2");
    fill();
  }
  function fill() {
    const value = { width: canvas.width, height: canvas.height, ear_x: marks.ear?.[0], ear_y: marks.ear?.[1], c7_x: marks.c7?.[0], c7_y: marks.c7?.[1] };
    for (const [field, number] of Object.entries(value)) form.elements[field].value = number ?? "";
    if (!marks.ear || !marks.c7) return;
    const across = Math.abs(marks.ear[0] - marks.c7[0]);
    const up = marks.c7[1] - marks.ear[1];
    const apart = Math.hypot(across, up);
    if (up <= 0 || apart < form.dataset.apart * canvas.height) return void (said.textContent = form.dataset.wrong);
    const angle = (Math.atan2(up, across) * 180) / Math.PI;
    const error = (form.dataset.spread * canvas.height * 180) / apart / Math.PI;
    const words = { angle, low: angle - error, high: angle + error };
    said.textContent = form.dataset.says.replace(/\{(\w+)\}/g, (_, key) => words[key].toFixed(1));
  }
}

function ring(ink, [x, y], unit, letter) {
  for (const [width, colour] of [[5, "#1b1815"], [2.5, "#fcf8f0"]]) {
    ink.lineWidth = width * unit;
    ink.strokeStyle = colour;
    ink.beginPath();
    ink.arc(x, y, RADIUS * unit, 0, 2 * Math.PI);
    ink.moveTo(x - 4 * unit, y);
    ink.lineTo(x + 4 * unit, y);
    ink.moveTo(x, y - 4 * unit);
    ink.lineTo(x, y + 4 * unit);
    ink.stroke();
  }
  ink.font = `700 ${16 * unit}px sans-serif`;
  ink.lineWidth = 4 * unit;
  ink.strokeStyle = "#1b1815";
  ink.fillStyle = "#fcf8f0";
  ink.strokeText(letter, x + 19 * unit, y + 6 * unit);
  ink.fillText(letter, x + 19 * unit, y + 6 * unit);
}
function line(ink, from, to, unit, dash) {
  for (const [width, colour] of [[5, "#1b1815"], [2.5, "#fcf8f0"]]) {
    ink.setLineDash(dash);
    ink.lineWidth = width * unit;
    ink.strokeStyle = colour;
    ink.beginPath();
    ink.moveTo(...from);
    ink.lineTo(...to);
    ink.stroke();
  }
  ink.setLineDash([]);
}
function clamp(at, most) {
  return Math.min(most, Math.max(0, at));
}
